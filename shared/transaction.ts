import { AssetSchema, ExpectSchema } from './commands.ts';
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

export const TransactionSchema = z.object({
  seq: z.int().check(z.gte(1)),
  at: z.string(),
  key: z.string(),
  kind: z.enum(['ledger', 'open', 'deposit', 'withdraw', 'transfer']),
  by: z.string(),
  ledger: z.string(),
  account: z.optional(z.string()),
  asset: z.optional(AssetSchema),
  scale: z.optional(z.int()),
  rules: z.optional(RulesSchema),
  amount: z.optional(z.string()),
  memo: z.optional(z.string()),
  deadline: z.optional(z.string()),
  expect: z.optional(ExpectSchema),
  legs: z.array(LegSchema),
});
/** A committed transaction; its legs sum to zero. `ledger` and `open` have none. */
export type Transaction = z.infer<typeof TransactionSchema>;

export const AccountStateSchema = z.object({
  account: z.string(),
  ledger: z.string(),
  asset: z.string(),
  balance: MoneySchema,
  available: MoneySchema,
  version: z.int().check(z.gte(0)),
});
/** An account as of the seq of the message that carries it. */
export type AccountState = z.infer<typeof AccountStateSchema>;

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
