import {
  BatchSchema,
  CaptureCommandSchema,
  CloseCommandSchema,
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
} from './commands.ts';
import { HelloSchema } from './hello.ts';
import {
  BalanceSchema,
  GetSchema,
  HistorySchema,
  HoldsSchema,
  ListSchema,
  OutcomeSchema,
  PingSchema,
  StatementSchema,
  TransactionsSchema,
  TrialSchema,
} from './queries.ts';
import { UnwatchSchema, WatchSchema } from './watching.ts';
import { z } from './zod.ts';

/** Everything that a client may send. */
export const RequestSchema = z.discriminatedUnion('t', [
  TransferCommandSchema,
  DepositCommandSchema,
  WithdrawCommandSchema,
  HoldCommandSchema,
  CaptureCommandSchema,
  ReleaseCommandSchema,
  ReverseCommandSchema,
  BatchSchema,
  OpenCommandSchema,
  FreezeCommandSchema,
  UnfreezeCommandSchema,
  CloseCommandSchema,
  RulesCommandSchema,
  LedgerCommandSchema,
  GetSchema,
  ListSchema,
  HistorySchema,
  BalanceSchema,
  StatementSchema,
  TransactionsSchema,
  HoldsSchema,
  OutcomeSchema,
  TrialSchema,
  WatchSchema,
  UnwatchSchema,
  PingSchema,
  HelloSchema,
]);
export type Request = z.infer<typeof RequestSchema>;
