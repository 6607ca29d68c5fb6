import { SideSchema } from './commands.ts';
import { AssetSchema, ExpectSchema } from './fields.ts';
import { MoneySchema } from './money.ts';
import { RulesSchema } from './rules.ts';
import { z } from './zod.ts';

/** What the hub tells of committed transactions and of accounts. Hub to client. */

/** One account's part in a transaction, with the account's state just after it. */
export const LegSchema = z.object({
  account: z.string(),
  delta: MoneySchema,
  balance: z.optional(MoneySchema),
  available: z.optional(MoneySchema),
  version: z.optional(z.int()),
});
export type Leg = z.infer<typeof LegSchema>;

/** A transaction has the kind of its command; `expire` is the hub's own. */
export const transactionKinds = [
  'ledger',
  'open',
  'deposit',
  'withdraw',
  'transfer',
  'hold',
  'capture',
  'release',
  'expire',
  'reverse',
  'freeze',
  'unfreeze',
  'close',
  'rules',
] as const;
export const TransactionKindSchema = z.enum(transactionKinds);
export type TransactionKind = z.infer<typeof TransactionKindSchema>;

export const TransactionSchema = z.object({
  seq: z.int().check(z.gte(1)),
  at: z.string(),
  key: z.string(),
  kind: TransactionKindSchema,
  by: z.string(),
  ledger: z.string(),
  account: z.optional(z.string()),
  asset: z.optional(AssetSchema),
  scale: z.optional(z.int()),
  rules: z.optional(RulesSchema),
  side: z.optional(SideSchema),
  hold: z.optional(z.int()),
  reverses: z.optional(z.int()),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  amount: z.optional(z.string()),
  all: z.optional(z.literal(true)),
  released: z.optional(z.string()),
  expires: z.optional(z.string()),
  memo: z.optional(z.string()),
  deadline: z.optional(z.string()),
  expect: z.optional(ExpectSchema),
  legs: z.array(LegSchema),
});
/**
 * A committed transaction; its legs sum to zero. `ledger`, `open` and `rules` have none. `hold` and `reverses`
 * are the seqs of what it settles and undoes; `all` says that its command named no amount.
 */
export type Transaction = z.infer<typeof TransactionSchema>;

export const AccountStateSchema = z.object({
  account: z.string(),
  ledger: z.string(),
  asset: z.string(),
  balance: MoneySchema,
  available: MoneySchema,
  version: z.int().check(z.gte(0)),
  frozen: z.optional(SideSchema),
  closed: z.optional(z.literal(true)),
  rules: z.optional(RulesSchema),
});
/** An account as of the seq of the message that carries it. */
export type AccountState = z.infer<typeof AccountStateSchema>;

export const StatementEntrySchema = z.object({
  seq: z.int(),
  at: z.string(),
  kind: TransactionKindSchema,
  key: z.string(),
  by: z.string(),
  delta: MoneySchema,
  balance: MoneySchema,
  available: MoneySchema,
  version: z.int(),
  counterparty: z.optional(z.string()),
  memo: z.optional(z.string()),
});
/** A transaction as a line of an account's statement, with the running balance. */
export type StatementEntry = z.infer<typeof StatementEntrySchema>;

export const OpenHoldSchema = z.object({
  seq: z.int(),
  at: z.string(),
  key: z.string(),
  by: z.string(),
  from: z.string(),
  to: z.string(),
  ledger: z.string(),
  asset: z.string(),
  amount: MoneySchema,
  expires: z.optional(z.string()),
  memo: z.optional(z.string()),
});
/** A hold that reserves `amount` of `from` for `to`; `seq` is its number. */
export type OpenHold = z.infer<typeof OpenHoldSchema>;

export const LedgerTrialSchema = z.object({
  ledger: z.string(),
  asset: z.string(),
  scale: z.int(),
  sum: MoneySchema,
  deposited: MoneySchema,
  withdrawn: MoneySchema,
  held: MoneySchema,
  accounts: z.int(),
  transactions: z.int(),
});
/** A ledger's books: `sum` of all its balances, system account included, is always zero. */
export type LedgerTrial = z.infer<typeof LedgerTrialSchema>;
