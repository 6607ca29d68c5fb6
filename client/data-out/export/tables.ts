import type { AccountState, Leg, Transaction } from '../../../shared/transaction.ts';
import type { Column } from './columns.ts';

/** What the transactions of a ledger do not tell themselves: its asset. */
export type Assets = ReadonlyMap<string, string>;

/** The columns of `transactions`: a transaction a row. */
export function transactionColumns(assets: Assets): readonly Column<Transaction>[] {
  return [
    { name: 'seq', type: 'integer', of: ({ seq }) => seq },
    { name: 'at', type: 'time', of: ({ at }) => at },
    { name: 'kind', type: 'text', of: ({ kind }) => kind },
    { name: 'ledger', type: 'text', of: ({ ledger }) => ledger },
    { name: 'asset', type: 'text', of: ({ asset, ledger }) => asset ?? assets.get(ledger) },
    { name: 'account', type: 'text', of: accountOf },
    { name: 'from', type: 'text', of: (tx) => tx.from ?? moved(tx)?.[0].account },
    { name: 'to', type: 'text', of: (tx) => tx.to ?? moved(tx)?.[1].account },
    { name: 'amount', type: 'money', of: ({ amount }) => amount },
    { name: 'released', type: 'money', of: ({ released }) => released },
    { name: 'hold', type: 'integer', of: ({ hold }) => hold },
    { name: 'reverses', type: 'integer', of: ({ reverses }) => reverses },
    { name: 'expires', type: 'text', of: ({ expires }) => expires },
    { name: 'side', type: 'text', of: ({ side }) => side },
    { name: 'scale', type: 'integer', of: ({ scale }) => scale },
    { name: 'rules', type: 'text', of: ({ rules }) => json(rules) },
    { name: 'memo', type: 'foreign', of: ({ memo }) => memo },
    { name: 'key', type: 'foreign', of: ({ key }) => key },
    { name: 'by', type: 'text', of: ({ by }) => by },
    { name: 'deadline', type: 'text', of: ({ deadline }) => deadline },
    { name: 'expect', type: 'text', of: ({ expect }) => json(expect) },
  ];
}

/** A leg of a transaction. */
export interface Entry {
  readonly tx: Transaction;
  readonly leg: Leg;
}

/** The columns of `entries`: a leg a row. */
export function entryColumns(assets: Assets): readonly Column<Entry>[] {
  return [
    { name: 'seq', type: 'integer', of: ({ tx }) => tx.seq },
    { name: 'at', type: 'time', of: ({ tx }) => tx.at },
    { name: 'kind', type: 'text', of: ({ tx }) => tx.kind },
    { name: 'ledger', type: 'text', of: ({ tx }) => tx.ledger },
    { name: 'asset', type: 'text', of: ({ tx }) => assets.get(tx.ledger) },
    { name: 'account', type: 'text', of: ({ leg }) => leg.account },
    { name: 'counterparty', type: 'text', of: counterpartyOf },
    { name: 'delta', type: 'money', of: ({ leg }) => leg.delta },
    { name: 'balance', type: 'money', of: ({ leg }) => leg.balance },
    { name: 'available', type: 'money', of: ({ leg }) => leg.available },
    { name: 'version', type: 'integer', of: ({ leg }) => leg.version },
    { name: 'memo', type: 'foreign', of: ({ tx }) => tx.memo },
    { name: 'key', type: 'foreign', of: ({ tx }) => tx.key },
    { name: 'by', type: 'text', of: ({ tx }) => tx.by },
  ];
}

/** An account as of a seq. */
export interface AccountRow {
  readonly account: AccountState;
  readonly seq: number;
}

/** The columns of `accounts`: an account a row. */
export const accountColumns: readonly Column<AccountRow>[] = [
  { name: 'account', type: 'text', of: ({ account }) => account.account },
  { name: 'ledger', type: 'text', of: ({ account }) => account.ledger },
  { name: 'asset', type: 'text', of: ({ account }) => account.asset },
  { name: 'balance', type: 'money', of: ({ account }) => account.balance },
  { name: 'available', type: 'money', of: ({ account }) => account.available },
  { name: 'version', type: 'integer', of: ({ account }) => account.version },
  { name: 'frozen', type: 'text', of: ({ account }) => account.frozen },
  { name: 'closed', type: 'text', of: ({ account }) => account.closed && 'true' },
  { name: 'rules', type: 'text', of: ({ account }) => json(account.rules) },
  { name: 'as_of_seq', type: 'integer', of: ({ seq }) => seq },
];

/** The legs that give and take, of a transaction that moves money. */
function moved({ legs: [gives, takes] }: Transaction): readonly [Leg, Leg] | undefined {
  return gives === undefined || takes === undefined ? undefined : [gives, takes];
}

/** The account that a transaction without two sides is about. */
function accountOf(tx: Transaction): string | undefined {
  if (tx.account !== undefined) return tx.account;
  return tx.from === undefined && tx.legs.length === 1 ? tx.legs[0]?.account : undefined;
}

function counterpartyOf({ tx, leg }: Entry): string | undefined {
  return tx.legs.find(({ account }) => account !== leg.account)?.account ?? tx.to;
}

function json(value: object | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
