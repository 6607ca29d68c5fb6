/// <reference lib="esnext.disposable" preserve="true" />
// The shipped types name AsyncDisposable also to projects whose own `lib` does not have it.

/** What `florin` exports besides `connect`, which alone differs between Node and the browser. */
export type {
  AccountsPage,
  AnyCommandInput,
  BalanceInput,
  BatchResult,
  CaptureInput,
  CloseInput,
  Committed,
  DepositInput,
  FreezeInput,
  HistoryInput,
  HistoryPage,
  HoldInput,
  HoldsInput,
  HoldsPage,
  LedgerInput,
  ListInput,
  OpenInput,
  Outcome,
  PastBalance,
  Pong,
  ReleaseInput,
  ReverseInput,
  RulesInput,
  StatementInput,
  StatementPage,
  TransactionsInput,
  TransactionsPage,
  TransferInput,
  Trial,
  UnfreezeInput,
  WithdrawInput,
} from './calls.ts';
export type { BalanceChange, Change, Snapshot, WatchOptions, WatchState, WatchTarget } from './changes.ts';
export {
  CannotConnect,
  type ConnectCode,
  FlorinError,
  type FlorinErrorCode,
  type InterruptionCode,
  NotAnswered,
  NotSent,
  OutcomeUnknown,
  Refused,
} from './errors.ts';
export type { Hub, HubEvents } from './hub.ts';
export type { HubState } from './hub-state.ts';
export type { BatchOptions, CallOptions, ConnectOptions } from './options.ts';
export type { TransactionFeed, TransactionFeedEvents } from './transaction-feed.ts';
export type { Watch, WatchEvents } from './watch.ts';
