import {
  DepositCommandSchema,
  LedgerCommandSchema,
  OpenCommandSchema,
  TransferCommandSchema,
  WithdrawCommandSchema,
} from './commands.ts';
import { GetSchema, HistorySchema, ListSchema, OutcomeSchema, PingSchema, TrialSchema } from './queries.ts';
import { UnwatchSchema, WatchSchema } from './watching.ts';
import { z } from './zod.ts';

/** Everything that a client may send. */
export const RequestSchema = z.discriminatedUnion('t', [
  TransferCommandSchema,
  DepositCommandSchema,
  WithdrawCommandSchema,
  OpenCommandSchema,
  LedgerCommandSchema,
  GetSchema,
  ListSchema,
  HistorySchema,
  OutcomeSchema,
  TrialSchema,
  WatchSchema,
  UnwatchSchema,
  PingSchema,
]);
export type Request = z.infer<typeof RequestSchema>;
