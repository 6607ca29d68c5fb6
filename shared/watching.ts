import { CorrelationIdSchema, SeqSchema } from './fields.ts';
import { IdSchema, ReadableIdSchema } from './ids.ts';
import { accountsPerWatchMax } from './limits.ts';
import { z } from './zod.ts';

/** Watching: asking for events, and giving them up. Client to hub. */

/** `all`: every transaction of the watched accounts. `latest`: their newest state at the reader's pace. */
export const WatchModeSchema = z.enum(['all', 'latest']);
export type WatchMode = z.infer<typeof WatchModeSchema>;

/** Where a watcher left off: the journal's epoch and the seq that it knows. */
export const SinceSchema = z.strictObject({
  epoch: z.string().check(z.minLength(1), z.maxLength(64)),
  seq: SeqSchema,
});
export type Since = z.infer<typeof SinceSchema>;

/** Names what to watch by exactly one of `accounts` and `ledger`. */
export const WatchSchema = z
  .strictObject({
    t: z.literal('watch'),
    id: CorrelationIdSchema,
    accounts: z.optional(
      z.union([
        z.literal('*'),
        z.array(ReadableIdSchema).check(z.minLength(1), z.maxLength(accountsPerWatchMax)),
      ]),
    ),
    ledger: z.optional(IdSchema),
    mode: z.optional(WatchModeSchema),
    since: z.optional(SinceSchema),
    snapshot: z.optional(z.boolean()),
  })
  .check(
    z.refine((watch) => (watch.accounts === undefined) !== (watch.ledger === undefined), {
      path: ['accounts'],
      message: 'is wanted, or ledger: exactly one of them',
    }),
  );
export type Watch = z.infer<typeof WatchSchema>;

export const WatchIdSchema = z.int().check(z.gte(1));
export const UnwatchSchema = z.strictObject({
  t: z.literal('unwatch'),
  id: CorrelationIdSchema,
  watch: WatchIdSchema,
});
export type Unwatch = z.infer<typeof UnwatchSchema>;
