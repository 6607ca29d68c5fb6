import { CorrelationIdSchema, MemoSchema, SeqSchema, TimeSchema } from './fields.ts';
import { IdSchema, ReadableIdSchema } from './ids.ts';
import { KeySchema } from './keys.ts';
import { accountsPerRequestMax, pageItemsMax } from './limits.ts';
import { AmountSchema } from './money.ts';
import { TransactionKindSchema } from './transaction.ts';
import { z } from './zod.ts';

/** Questions: requests that change nothing. Client to hub. */

const question = {
  id: CorrelationIdSchema,
  /** The answer is to be as of this seq at least. */
  minSeq: z.optional(SeqSchema),
};
const limit = z.optional(z.int().check(z.gte(1), z.lte(pageItemsMax)));
/** From this time on, and before that one. */
const period = { from: z.optional(TimeSchema), to: z.optional(TimeSchema) };

const notBoth = {
  path: ['after'],
  message: 'is not to be given together with before',
};

const notOfBoth = {
  path: ['ledger'],
  message: 'is not to be given together with account',
};

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

/** What narrows a history down; a transaction has to fit all that are given. */
export const historyFilters = {
  kind: z.optional(TransactionKindSchema),
  /** Another account with a leg of the transaction. */
  counterparty: z.optional(ReadableIdSchema),
  /** What the account gave or took, both bounds included. */
  minAmount: z.optional(AmountSchema),
  maxAmount: z.optional(AmountSchema),
  ...period,
  /** What the memo begins with. */
  memo: z.optional(MemoSchema),
};
export const HistorySchema = z
  .strictObject({
    t: z.literal('history'),
    ...question,
    account: ReadableIdSchema,
    before: z.optional(SeqSchema),
    after: z.optional(SeqSchema),
    ...historyFilters,
    limit,
  })
  .check(z.refine((history) => history.before === undefined || history.after === undefined, notBoth));
/** The balance just behind a seq, or at a time that is past. */
export const BalanceSchema = z.strictObject({
  t: z.literal('balance'),
  ...question,
  account: ReadableIdSchema,
  at: z.union([SeqSchema, TimeSchema]),
});
export const StatementSchema = z.strictObject({
  t: z.literal('statement'),
  ...question,
  account: ReadableIdSchema,
  from: TimeSchema,
  to: z.optional(TimeSchema),
  after: z.optional(SeqSchema),
  limit,
});
/** All transactions of the hub or of a ledger, oldest first. */
export const TransactionsSchema = z.strictObject({
  t: z.literal('transactions'),
  ...question,
  ledger: z.optional(IdSchema),
  after: z.optional(SeqSchema),
  before: z.optional(SeqSchema),
  ...period,
  limit,
});
/** Open holds: those that name an account, those of a ledger, or all. Oldest first. */
export const HoldsSchema = z
  .strictObject({
    t: z.literal('holds'),
    ...question,
    account: z.optional(ReadableIdSchema),
    ledger: z.optional(IdSchema),
    after: z.optional(SeqSchema),
    limit,
  })
  .check(z.refine((holds) => holds.account === undefined || holds.ledger === undefined, notOfBoth));
export const OutcomeSchema = z.strictObject({ t: z.literal('outcome'), ...question, key: KeySchema });
export const TrialSchema = z.strictObject({
  t: z.literal('trial'),
  ...question,
  ledger: z.optional(IdSchema),
});
export const PingSchema = z.strictObject({ t: z.literal('ping'), id: CorrelationIdSchema });

export type Get = z.infer<typeof GetSchema>;
export type List = z.infer<typeof ListSchema>;
export type History = z.infer<typeof HistorySchema>;
export type Balance = z.infer<typeof BalanceSchema>;
export type Statement = z.infer<typeof StatementSchema>;
export type Transactions = z.infer<typeof TransactionsSchema>;
export type Holds = z.infer<typeof HoldsSchema>;
export type Outcome = z.infer<typeof OutcomeSchema>;
export type Trial = z.infer<typeof TrialSchema>;
