import type {
  CaptureCommandSchema,
  CloseCommandSchema,
  Command,
  DepositCommandSchema,
  FreezeCommandSchema,
  HoldCommandSchema,
  LedgerCommandSchema,
  OpenCommandSchema,
  ReleaseCommandSchema,
  ReverseCommandSchema,
  RulesCommandSchema,
  TransferCommandSchema,
  UnfreezeCommandSchema,
  WithdrawCommandSchema,
} from '../../shared/commands.ts';
import type {
  AccountsSchema,
  BalanceReplySchema,
  HistoryReplySchema,
  HoldsReplySchema,
  PongSchema,
  StatementReplySchema,
  TransactionsReplySchema,
  TrialReplySchema,
} from '../../shared/down.ts';
import type {
  BalanceSchema,
  HistorySchema,
  HoldsSchema,
  ListSchema,
  StatementSchema,
  TransactionsSchema,
} from '../../shared/queries.ts';
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
export type HoldInput = CommandInput<typeof HoldCommandSchema>;
export type CaptureInput = CommandInput<typeof CaptureCommandSchema>;
export type ReleaseInput = CommandInput<typeof ReleaseCommandSchema>;
export type ReverseInput = CommandInput<typeof ReverseCommandSchema>;
export type FreezeInput = CommandInput<typeof FreezeCommandSchema>;
export type UnfreezeInput = CommandInput<typeof UnfreezeCommandSchema>;
export type CloseInput = CommandInput<typeof CloseCommandSchema>;
export type RulesInput = CommandInput<typeof RulesCommandSchema>;
/** Any command, with its type in `t`. */
export type AnyCommandInput = Command extends infer C
  ? C extends Command
    ? Input<Omit<C, 'id' | 'key'>> & { readonly key?: string | undefined }
    : never
  : never;
export type ListInput = Input<Omit<z.infer<typeof ListSchema>, 't' | 'id'>>;
export type HistoryInput = Input<Omit<z.infer<typeof HistorySchema>, 't' | 'id'>>;
export type BalanceInput = Input<Omit<z.infer<typeof BalanceSchema>, 't' | 'id'>>;
export type StatementInput = Input<Omit<z.infer<typeof StatementSchema>, 't' | 'id'>>;
export type TransactionsInput = Input<Omit<z.infer<typeof TransactionsSchema>, 't' | 'id'>>;
export type HoldsInput = Input<Omit<z.infer<typeof HoldsSchema>, 't' | 'id'>>;

/** A durable transaction. `replayed`: it was done under this key before, not now. */
export type Committed = Transaction & { readonly replayed: boolean };
/** Accounts as of `seq`; `next` is what to list `after` for the next page, null on the last. */
export type AccountsPage = Reply<typeof AccountsSchema>;
/** Transactions of an account as of `seq`; `next` is what to ask `before` (or `after`) for more, null at the end. */
export type HistoryPage = Reply<typeof HistoryReplySchema>;
/** An account as it was just behind the seq `at`. */
export type PastBalance = Reply<typeof BalanceReplySchema>;
/** A period of an account, oldest first; `next` is what to ask `after` for more, null at the end. */
export type StatementPage = Reply<typeof StatementReplySchema>;
/** Transactions oldest first; `next` is what to ask `after` for more, null at the end. */
export type TransactionsPage = Reply<typeof TransactionsReplySchema>;
/** Open holds as of `seq`, oldest first; `next` is what to ask `after` for more, null at the end. */
export type HoldsPage = Reply<typeof HoldsReplySchema>;
/** The books as of `seq`. */
export type Trial = Reply<typeof TrialReplySchema>;
/** The hub's seq and clock. */
export type Pong = Reply<typeof PongSchema>;

/** What became of a command: `unknown` where the hub has decided nothing under that key. */
export type Outcome =
  | { readonly kind: 'committed'; readonly tx: Transaction }
  | { readonly kind: 'refused'; readonly error: Refused }
  | { readonly kind: 'unknown' };

/** What became of one command of a batch. */
export type BatchResult =
  | { readonly ok: true; readonly tx: Committed }
  | { readonly ok: false; readonly error: Refused };
