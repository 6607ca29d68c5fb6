import { type ErrorCode, ErrorCodeSchema } from './codes.ts';
import { CorrelationIdSchema } from './fields.ts';
import { z } from './zod.ts';

/** An error as it is told over HTTP: problem details, RFC 9457. */
export const ProblemSchema = z.object({
  /** What the code means, for people: a reference to a page of the hub; `about:blank` where the status says it all. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ErrorCodeSchema,
  retryable: z.boolean(),
  id: z.optional(CorrelationIdSchema),
  key: z.optional(z.string()),
  replayed: z.optional(z.literal(true)),
});
export type Problem = z.infer<typeof ProblemSchema>;
export const problemType = 'application/problem+json';

/** The HTTP status of each code; the same code can come with another status where HTTP itself is what is wrong. */
export const httpStatuses: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  key_reused: 409,
  expired: 422,
  unknown_account: 404,
  unknown_ledger: 404,
  unknown_hold: 404,
  unknown_tx: 404,
  unknown_key: 404,
  account_exists: 409,
  ledger_exists: 409,
  same_account: 422,
  ledger_mismatch: 422,
  conflict: 409,
  account_frozen: 423,
  account_closed: 410,
  amount_precision: 422,
  overflow: 422,
  limit_deposit: 422,
  limit_withdraw: 422,
  limit_transfer: 422,
  insufficient_funds: 422,
  hold_settled: 409,
  already_reversed: 409,
  batch_failed: 409,
  busy: 503,
  rate_limited: 429,
  unavailable: 503,
};
