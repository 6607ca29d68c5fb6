import { CorrelationIdSchema } from './commands.ts';
import { IdSchema, ReadableIdSchema } from './ids.ts';
import { KeySchema } from './keys.ts';
import { accountsPerRequestMax, pageItemsMax } from './limits.ts';
import { z } from './zod.ts';

/** Questions: requests that change nothing. Client to hub. */

const question = { id: CorrelationIdSchema };
const limit = z.optional(z.int().check(z.gte(1), z.lte(pageItemsMax)));
export const SeqSchema = z.int().check(z.gte(0));

export const GetSchema = z.strictObject({
  t: z.literal('get'),
  ...question,
  accounts: z.array(ReadableIdSchema).check(z.minLength(1), z.maxLength(accountsPerRequestMax)),
});
export const ListSchema = z.strictObject({
  t: z.literal('list'),
  ...question,
  ledger: z.optional(IdSchema),
  after: z.optional(IdSchema),
  limit,
});
export const HistorySchema = z
  .strictObject({
    t: z.literal('history'),
    ...question,
    account: ReadableIdSchema,
    before: z.optional(SeqSchema),
    after: z.optional(SeqSchema),
    limit,
  })
  .check(
    z.refine((history) => history.before === undefined || history.after === undefined, {
      path: ['after'],
      message: 'is not to be given together with before',
    }),
  );
export const OutcomeSchema = z.strictObject({ t: z.literal('outcome'), ...question, key: KeySchema });
export const TrialSchema = z.strictObject({
  t: z.literal('trial'),
  ...question,
  ledger: z.optional(IdSchema),
});
export const PingSchema = z.strictObject({ t: z.literal('ping'), ...question });

export type Get = z.infer<typeof GetSchema>;
export type List = z.infer<typeof ListSchema>;
export type History = z.infer<typeof HistorySchema>;
export type Outcome = z.infer<typeof OutcomeSchema>;
export type Trial = z.infer<typeof TrialSchema>;
