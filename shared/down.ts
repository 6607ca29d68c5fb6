import { ErrorCodeSchema } from './codes.ts';
import { CorrelationIdSchema } from './fields.ts';
import { MoneySchema } from './money.ts';
import {
  AccountStateSchema,
  LedgerTrialSchema,
  OpenHoldSchema,
  StatementEntrySchema,
  TransactionSchema,
} from './transaction.ts';
import { z } from './zod.ts';

/** Everything that the hub may send. Clients ignore types and fields that they do not know. */

const reply = { id: CorrelationIdSchema };
const seq = z.int().check(z.gte(0));

export const LimitsSchema = z.object({
  frameBytes: z.int(),
  inflight: z.int(),
  watches: z.int(),
  unsentBytes: z.int(),
  pageItems: z.int(),
  /** Connections of one principal, and of one address. */
  principalConnections: z.optional(z.int()),
  addressConnections: z.optional(z.int()),
  /** Commands of one principal in a second; 0 where there is no limit. */
  commandsPerSecond: z.optional(z.int()),
  /** Of the hub as a whole: connections, and commands decided and not yet durable. */
  connections: z.optional(z.int()),
  undurableCommands: z.optional(z.int()),
  /** How long a frame may stay half sent, and an HTTP request may take to come. */
  halfFrameMs: z.optional(z.int()),
  requestMs: z.optional(z.int()),
});
export type Limits = z.infer<typeof LimitsSchema>;
export const WelcomeSchema = z.object({
  t: z.literal('welcome'),
  protocol: z.int(),
  connection: z.string(),
  epoch: z.string(),
  seq,
  time: z.string(),
  principal: z.string(),
  limits: LimitsSchema,
});
export type Welcome = z.infer<typeof WelcomeSchema>;

export const OkSchema = z.object({
  t: z.literal('ok'),
  ...reply,
  replayed: z.optional(z.literal(true)),
  tx: TransactionSchema,
});
/** `id` is null where the request had none that could be read. */
export const ErrorSchema = z.object({
  t: z.literal('error'),
  id: z.nullable(CorrelationIdSchema),
  replayed: z.optional(z.literal(true)),
  code: ErrorCodeSchema,
  message: z.string(),
  retryable: z.boolean(),
});
export type ErrorReply = z.infer<typeof ErrorSchema>;

/** After the replies of a batch's commands: how many were applied and how many refused. */
export const BatchReplySchema = z.object({
  t: z.literal('batch'),
  ...reply,
  ok: z.int(),
  refused: z.int(),
});

export const AccountsSchema = z.object({
  t: z.literal('accounts'),
  ...reply,
  seq,
  accounts: z.array(AccountStateSchema),
  next: z.optional(z.nullable(z.string())),
});
export const HistoryReplySchema = z.object({
  t: z.literal('history'),
  ...reply,
  seq,
  txs: z.array(TransactionSchema),
  next: z.nullable(seq),
});
/** An account as it was just behind the seq `at`. */
export const BalanceReplySchema = z.object({
  t: z.literal('balance'),
  ...reply,
  seq,
  at: seq,
  account: z.string(),
  ledger: z.string(),
  asset: z.string(),
  balance: MoneySchema,
  available: MoneySchema,
  version: z.int(),
});
/** `opening` and `closing` are those of the period, on every page of it. */
export const StatementReplySchema = z.object({
  t: z.literal('statement'),
  ...reply,
  seq,
  account: z.string(),
  ledger: z.string(),
  asset: z.string(),
  from: z.string(),
  to: z.string(),
  opening: MoneySchema,
  closing: MoneySchema,
  entries: z.array(StatementEntrySchema),
  next: z.nullable(seq),
});
/** `last` is the seq of the newest transaction in the range that was asked for, 0 where there is none. */
export const TransactionsReplySchema = z.object({
  t: z.literal('transactions'),
  ...reply,
  seq,
  last: seq,
  txs: z.array(TransactionSchema),
  next: z.nullable(seq),
});
export const HoldsReplySchema = z.object({
  t: z.literal('holds'),
  ...reply,
  seq,
  holds: z.array(OpenHoldSchema),
  next: z.nullable(seq),
});
export const TrialReplySchema = z.object({
  t: z.literal('trial'),
  ...reply,
  seq,
  ledgers: z.array(LedgerTrialSchema),
});
export const PongSchema = z.object({ t: z.literal('pong'), ...reply, seq, time: z.string() });

export const WatchingSchema = z.object({
  t: z.literal('watching'),
  ...reply,
  watch: z.int(),
  seq,
  recovered: z.boolean(),
  accounts: z.optional(z.array(AccountStateSchema)),
  more: z.optional(z.literal(true)),
});
export const UnwatchedSchema = z.object({ t: z.literal('unwatched'), ...reply });
export const SnapshotSchema = z.object({
  t: z.literal('snapshot'),
  watch: z.int(),
  seq,
  accounts: z.array(AccountStateSchema),
  more: z.boolean(),
});
export const TxEventSchema = z.object({
  t: z.literal('tx'),
  watch: z.int(),
  prev: seq,
  tx: TransactionSchema,
});
export const BalancesEventSchema = z.object({
  t: z.literal('balances'),
  watch: z.int(),
  prev: seq,
  seq,
  accounts: z.array(AccountStateSchema),
});
export const LaggedSchema = z.object({ t: z.literal('lagged'), watch: z.int(), from: seq, to: seq });

export const MessageSchema = z.discriminatedUnion('t', [
  OkSchema,
  TxEventSchema,
  BalancesEventSchema,
  ErrorSchema,
  WelcomeSchema,
  BatchReplySchema,
  AccountsSchema,
  HistoryReplySchema,
  BalanceReplySchema,
  StatementReplySchema,
  TransactionsReplySchema,
  HoldsReplySchema,
  TrialReplySchema,
  PongSchema,
  WatchingSchema,
  UnwatchedSchema,
  SnapshotSchema,
  LaggedSchema,
]);
export type Message = z.infer<typeof MessageSchema>;
