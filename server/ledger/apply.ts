import assert from 'node:assert';
import type { Rules } from '../../shared/rules.ts';
import { compileRules } from './rules.ts';
import { type Account, Ledger, type State } from './state.ts';
import type { Leg, Transaction } from './transaction.ts';

/**
 * Makes a decided transaction part of the state. It must be the next in order and fit the state as it is;
 * anything else is a broken invariant and throws.
 */
export function apply(state: State, tx: Transaction): void {
  assert(tx.seq === state.seq + 1, `transaction ${tx.seq} after ${state.seq}`);
  assert(tx.atMs >= state.atMs, `transaction ${tx.seq} is older than the one before`);
  switch (tx.kind) {
    case 'ledger':
      createLedger(state, tx.ledger, tx.asset, tx.scale, tx.rules);
      break;
    case 'open':
      openAccount(state, tx.ledger, tx.account);
      break;
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const [giver, taker] = tx.legs;
      assert(giver.delta + taker.delta === 0n, `transaction ${tx.seq} does not sum to zero`);
      move(giver);
      move(taker);
      break;
    }
  }
  state.seq = tx.seq;
  state.atMs = tx.atMs;
}

/** A ledger with its system account, ready for accounts. */
export function createLedger(state: State, id: string, asset: string, scale: number, rules: Rules): Ledger {
  assert(!state.ledgers.has(id), `ledger ${id} exists`);
  const compiled = compileRules(rules, scale);
  assert(!('code' in compiled), `ledger ${id} has rules that do not fit`);
  const ledger = new Ledger(id, asset, scale, compiled);
  state.ledgers.set(id, ledger);
  state.accounts.set(ledger.world.id, ledger.world);
  return ledger;
}

/** An empty account of a ledger. */
export function openAccount(state: State, ledger: Ledger, id: string): Account {
  assert(!state.accounts.has(id), `account ${id} exists`);
  const account: Account = { id, ledger, balance: 0n, held: 0n, version: 0 };
  state.accounts.set(id, account);
  ledger.extremes?.add(account);
  return account;
}

function move({ account, delta, balance, version }: Leg): void {
  assert(balance === account.balance + delta, `${account.id} does not hold what the transaction says`);
  assert(version === account.version + 1, `${account.id} is not at the version before`);
  account.balance = balance;
  account.version = version;
  if (account !== account.ledger.world) account.ledger.extremes?.moved(account);
}
