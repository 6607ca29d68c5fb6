import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import type { Message } from '../../shared/down.ts';
import type { AccountState, LedgerTrial, Transaction } from '../../shared/transaction.ts';
import { newKey } from './new-key.ts';
import type { RawClient } from './raw-client.ts';

/** Common errands of a test at a running hub. */

type Fields = Readonly<Record<string, unknown>>;

/** How many commands go in one frame: so few that the longest memos fit. */
const commandsPerFrame = 80;

/** A command under an id and a key of its own. */
export function command<T extends Fields>(fields: T): T & { readonly id: string; readonly key: string } {
  return { ...fields, id: nanoid(), key: newKey() };
}

/** Sends a command that has to be taken. */
export async function done(client: RawClient, fields: Fields): Promise<Transaction> {
  return transactionOf(await client.ask(command(fields)));
}

/** Sends commands that have to be taken, many in flight. */
export async function doneAll(client: RawClient, all: readonly Fields[]): Promise<Transaction[]> {
  const commands = all.map(command);
  for (let at = 0; at < commands.length; at += commandsPerFrame)
    client.send(...commands.slice(at, at + commandsPerFrame));
  const transactions: Transaction[] = [];
  for (const { id } of commands) transactions.push(transactionOf(await client.reply(id)));
  return transactions;
}

/** The transaction of a reply that has to be an `ok`. */
export function transactionOf(reply: Message): Transaction {
  if (reply.t !== 'ok') throw new Error(`not ok: ${JSON.stringify(reply)}`);
  return reply.tx;
}

/** Makes a ledger (CNY, two decimals) and opens accounts in it, each with the balance given. */
export async function openAccounts(
  client: RawClient,
  ledger: string,
  balances: Readonly<Record<string, string>>,
): Promise<void> {
  await done(client, { t: 'ledger', ledger, asset: 'CNY', scale: 2 });
  await doneAll(
    client,
    Object.keys(balances).map((account) => ({ t: 'open', account, ledger })),
  );
  const deposits = Object.entries(balances).filter(([, amount]) => amount !== '0');
  await doneAll(
    client,
    deposits.map(([account, amount]) => ({ t: 'deposit', account, amount })),
  );
}

/** The newest state of some accounts. */
export async function stateOf(client: RawClient, ...accounts: readonly string[]): Promise<AccountState[]> {
  const reply = await client.ask({ t: 'get', id: nanoid(), accounts });
  if (reply.t !== 'accounts') throw new Error(`no accounts: ${JSON.stringify(reply)}`);
  return reply.accounts;
}

/** The newest balance of one account. */
export async function balanceOf(client: RawClient, account: string): Promise<string> {
  const [state] = await stateOf(client, account);
  return state?.balance ?? '';
}

/** All that is on the books; fails where a ledger does not sum to zero. */
export async function books(
  client: RawClient,
): Promise<{ readonly seq: number; readonly accounts: AccountState[]; readonly ledgers: LedgerTrial[] }> {
  const list = await client.ask({ t: 'list', id: nanoid(), limit: 1000 });
  const trial = await client.ask({ t: 'trial', id: nanoid() });
  if (list.t !== 'accounts' || trial.t !== 'trial') throw new Error('the hub does not show its books');
  expect(list.next).toBeNull();
  for (const { sum } of trial.ledgers) expect(Number(sum)).toBe(0);
  return { seq: trial.seq, accounts: list.accounts, ledgers: trial.ledgers };
}
