import { IdSchema, ReadableIdSchema } from './ids.ts';
import { KeySchema } from './keys.ts';
import {
  accountsPerRequestMax,
  correlationCharsMax,
  memoCharsMax,
  scaleMax,
  timeCharsMax,
} from './limits.ts';
import { AmountSchema } from './money.ts';
import { RulesSchema } from './rules.ts';
import { z } from './zod.ts';

/** Commands: requests that change the ledger. Client to hub; each is durable before its reply is sent. */

/** Correlates a reply with its request: an integer from 0, or a string of 1..64 characters. */
export const CorrelationIdSchema = z.union([
  z.int().check(z.gte(0)),
  z.string().check(z.minLength(1), z.maxLength(correlationCharsMax)),
]);
export type CorrelationId = z.infer<typeof CorrelationIdSchema>;

/** Printable text: no control, format or surrogate characters and no line separators, but joiners, which scripts need. */
const memoPattern = new RegExp(
  `^(?:[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]|[\\u200c\\u200d]){0,${memoCharsMax}}$`,
  'u',
);
export const MemoSchema = z
  .string()
  .check(z.regex(memoPattern, `is not a memo: at most ${memoCharsMax} printable characters`));

/** ISO 8601 in UTC, with seconds and ending in `Z`. */
export const TimeSchema = z.iso
  .datetime('is not a time such as "2026-01-31T12:00:00Z"')
  .check(z.maxLength(timeCharsMax));

/** Account id to the version that it must be at. */
export const ExpectSchema = z
  .record(ReadableIdSchema, z.int().check(z.gte(0)))
  .check(
    z.refine((expect) => Object.keys(expect).length <= accountsPerRequestMax, 'names too many accounts'),
  );

export const AssetSchema = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,15}$/, 'is not an asset: 1..16 of A-Z a-z 0-9 _ . : -'));

const command = {
  id: CorrelationIdSchema,
  key: KeySchema,
  memo: z.optional(MemoSchema),
  deadline: z.optional(TimeSchema),
  expect: z.optional(ExpectSchema),
};

export const LedgerCommandSchema = z.strictObject({
  t: z.literal('ledger'),
  ...command,
  ledger: IdSchema,
  asset: AssetSchema,
  scale: z.int().check(z.gte(0), z.lte(scaleMax)),
  rules: z.optional(RulesSchema),
});
export const OpenCommandSchema = z.strictObject({
  t: z.literal('open'),
  ...command,
  account: IdSchema,
  ledger: z.optional(IdSchema),
});
export const DepositCommandSchema = z.strictObject({
  t: z.literal('deposit'),
  ...command,
  account: IdSchema,
  amount: AmountSchema,
});
export const WithdrawCommandSchema = z.strictObject({
  t: z.literal('withdraw'),
  ...command,
  account: IdSchema,
  amount: AmountSchema,
});
export const TransferCommandSchema = z.strictObject({
  t: z.literal('transfer'),
  ...command,
  from: IdSchema,
  to: IdSchema,
  amount: AmountSchema,
});

export const CommandSchema = z.discriminatedUnion('t', [
  TransferCommandSchema,
  DepositCommandSchema,
  WithdrawCommandSchema,
  OpenCommandSchema,
  LedgerCommandSchema,
]);
export type Command = z.infer<typeof CommandSchema>;

/** The ledger that `open` uses when the command names none. */
export const defaultLedger = 'main';
