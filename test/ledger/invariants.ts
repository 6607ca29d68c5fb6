import assert from 'node:assert';
import { type Account, available, type Ledger, type State } from '../../server/ledger/state.ts';
import { minorMax, minorMin } from '../../shared/money.ts';

/** What must be true of every state, whatever was asked of it. */
export function assertInvariants(state: State): void {
  for (const ledger of state.ledgers.values()) {
    const accounts = [...state.accounts.values()].filter((account) => account.ledger === ledger);
    assert.equal(sum(accounts), 0n, `ledger ${ledger.id} does not sum to zero`);
    const opened = accounts.filter((account) => account !== ledger.world);
    for (const account of opened) assertFunded(account);
    assertExtremes(ledger, opened);
  }
  for (const { id, balance } of state.accounts.values()) {
    assert(balance >= minorMin && balance <= minorMax, `${id} is beyond 64 bits`);
  }
}

/** An account begins at zero, so a limit above zero is one that it may not fall to, not one that it is above. */
function assertFunded(account: Account): void {
  const { minBalance } = account.ledger.rules;
  const least = minBalance < 0n ? minBalance : 0n;
  assert(available(account) >= least, `${account.id} is below its limit`);
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

function sum(accounts: readonly Account[]): bigint {
  return accounts.reduce((total, account) => total + account.balance, 0n);
}
