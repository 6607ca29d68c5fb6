import type {
  DepositCommandSchema,
  LedgerCommandSchema,
  OpenCommandSchema,
  TransferCommandSchema,
  WithdrawCommandSchema,
} from '../../shared/commands.ts';
import type { AccountsSchema, HistoryReplySchema, PongSchema, TrialReplySchema } from '../../shared/down.ts';
import type { HistorySchema, ListSchema } from '../../shared/queries.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { z } from '../../shared/zod.ts';
import type { Refused } from './errors.ts';

/** What calls take and what they resolve with: the protocol's shapes without what the SDK adds by itself. */

/** A command without correlation; its key is made where none is given. */
type CommandInput<S extends z.ZodMiniType<{ key: string }>> = Input<Omit<z.infer<S>, 't' | 'id' | 'key'>> & {
  readonly key?: string | undefined;
};
/** Optional fields may also be given as undefined. */
type Input<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };
type Reply<S extends z.ZodMiniType> = Readonly<Omit<z.infer<S>, 't' | 'id'>>;

export type LedgerInput = CommandInput<typeof LedgerCommandSchema>;
export type OpenInput = CommandInput<typeof OpenCommandSchema>;
export type DepositInput = CommandInput<typeof DepositCommandSchema>;
export type WithdrawInput = CommandInput<typeof WithdrawCommandSchema>;
export type TransferInput = CommandInput<typeof TransferCommandSchema>;
export type ListInput = Input<Omit<z.infer<typeof ListSchema>, 't' | 'id'>>;
export type HistoryInput = Input<Omit<z.infer<typeof HistorySchema>, 't' | 'id'>>;

/** A durable transaction. `replayed`: it was done under this key before, not now. */
export type Committed = Transaction & { readonly replayed: boolean };
/** Accounts as of `seq`; `next` is what to list `after` for the next page, null on the last. */
export type AccountsPage = Reply<typeof AccountsSchema>;
/** Transactions of an account as of `seq`; `next` is what to ask `before` (or `after`) for more, null at the end. */
export type HistoryPage = Reply<typeof HistoryReplySchema>;
/** The books as of `seq`. */
export type Trial = Reply<typeof TrialReplySchema>;
/** The hub's seq and clock. */
export type Pong = Reply<typeof PongSchema>;

/** What became of a command: `unknown` where the hub has decided nothing under that key. */
export type Outcome =
  | { readonly kind: 'committed'; readonly tx: Transaction }
  | { readonly kind: 'refused'; readonly error: Refused }
  | { readonly kind: 'unknown' };
