import { ReadableIdSchema } from './ids.ts';
import { KeySchema } from './keys.ts';
import { accountsPerRequestMax, correlationCharsMax, memoCharsMax, timeCharsMax } from './limits.ts';
import { z } from './zod.ts';

/** Fields that requests of several kinds have. */

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

/** Number of a committed transaction. */
export const SeqSchema = z.int().check(z.gte(0));

/** Names a transaction that there is. */
export const TxSchema = z.int().check(z.gte(1));

/** The fields that every command has or may have. */
export const commandFields = {
  id: CorrelationIdSchema,
  key: KeySchema,
  memo: z.optional(MemoSchema),
  deadline: z.optional(TimeSchema),
  expect: z.optional(ExpectSchema),
};
