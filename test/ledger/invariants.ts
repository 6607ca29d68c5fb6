import assert from 'node:assert';
import type { Account, Ledger, State } from '../../server/ledger/state.ts';
import { minorMax, minorMin } from '../../shared/money.ts';

/** What must be true of every state, whatever was asked of it. */
export function assertInvariants(state: State): void {
  for (const ledger of state.ledgers.values()) {
    const accounts = [...state.accounts.values()].filter((account) => account.ledger === ledger);
    assert.equal(sum(accounts), 0n, `ledger ${ledger.id} does not sum to zero`);
    const opened = accounts.filter((account) => account !== ledger.world);
    assert.deepEqual(idsOf(ledger.accounts), idsOf(opened), `ledger ${ledger.id} has lost sight of accounts`);
    assertExtremes(
      ledger,
      opened.filter((account) => !account.isClosed),
    );
  }
  assertHolds(state);
  for (const { id, balance } of state.accounts.values()) {
    assert(balance >= minorMin && balance <= minorMax, `${id} is beyond 64 bits`);
  }
}

/** What an account has reserved is what its open holds say, and a closed one has nothing. */
function assertHolds(state: State): void {
  const held = new Map<Account, bigint>();
  for (const { from, amount, seq } of state.holds) {
    assert(amount > 0n, `hold ${seq} is of nothing`);
    held.set(from, (held.get(from) ?? 0n) + amount);
  }
  for (const account of state.accounts.values()) {
    assert.equal(account.held, held.get(account) ?? 0n, `${account.id} does not reserve what its holds say`);
    assert(
      !account.isClosed || (account.balance === 0n && account.held === 0n),
      `${account.id} closed with money`,
    );
    assert(account.spent >= 0n, `${account.id} has spent less than nothing`);
  }
}

function assertExtremes({ extremes }: Ledger, accounts: readonly Account[]): void {
  if (extremes === undefined) return;
  const balances = accounts.map((account) => account.balance);
  assert.equal(
    extremes.smallest(),
    balances.reduce((a, b) => (a < b ? a : b), balances[0] ?? 0n),
  );
  for (const account of accounts) {
    const others = accounts.filter((other) => other !== account).map((other) => other.balance);
    assert.equal(
      extremes.largestBeside(account),
      others.reduce((a, b) => (a > b ? a : b), others[0] ?? 0n),
    );
  }
}

function idsOf(accounts: readonly Account[]): readonly string[] {
  return accounts.map(({ id }) => id);
}

function sum(accounts: readonly Account[]): bigint {
  return accounts.reduce((total, account) => total + account.balance, 0n);
}
