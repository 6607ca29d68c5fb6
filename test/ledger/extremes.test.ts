import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extremes } from '../../server/ledger/extremes.ts';
import { compileRules } from '../../server/ledger/rules.ts';
import { Account, Ledger } from '../../server/ledger/state.ts';
import { minorMax, minorMin } from '../../shared/money.ts';
import { runs } from '../support/runs.ts';

const rules = compileRules({ kind: 'none' }, 0);
if ('code' in rules) throw new Error(rules.message);
const ledger = new Ledger('L', 'X', 0, { kind: 'none' }, rules);

function newAccount(nth: number, balance = 0n): Account {
  const account = new Account(`account-${nth}`, ledger);
  account.balance = balance;
  return account;
}

function smallestOf(accounts: readonly Account[]): bigint {
  return accounts.map(({ balance }) => balance).reduce((a, b) => (a < b ? a : b), accounts[0]?.balance ?? 0n);
}

function largestOf(accounts: readonly Account[]): bigint {
  return accounts.map(({ balance }) => balance).reduce((a, b) => (a > b ? a : b), accounts[0]?.balance ?? 0n);
}

/** Few different balances, so that many are equal, and the ends of the range. */
const balance = fc.oneof(
  fc.bigInt(-3n, 3n),
  fc.constantFrom(minorMin, minorMax),
  fc.bigInt(minorMin, minorMax),
);
const change = fc.oneof(
  fc.record({ add: balance }),
  fc.record({ move: fc.nat(), to: balance }),
  fc.record({ move: fc.nat(), to: balance }),
  fc.record({ remove: fc.nat() }),
);

test('the smallest balance and the largest beside any account are those that a look at all of them finds', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80, size: 'max' }), (changes) => {
      const extremes = new Extremes<Account>();
      const accounts: Account[] = [];
      for (const each of changes) {
        if ('add' in each) {
          const account = newAccount(accounts.length, each.add);
          accounts.push(account);
          extremes.add(account);
        } else if ('remove' in each) {
          const [account] = accounts.splice(each.remove % (accounts.length || 1), 1);
          if (account !== undefined) extremes.remove(account);
        } else {
          const account = accounts[each.move % accounts.length];
          if (account === undefined) continue;
          account.balance = each.to;
          extremes.moved(account);
        }
        assert.equal(extremes.smallest(), smallestOf(accounts));
        for (const account of accounts) {
          const others = accounts.filter((other) => other !== account);
          assert.equal(extremes.largestBeside(account), largestOf(others));
        }
      }
    }),
    runs(300),
  );
});

test('ten thousand accounts with one balance, then moved one after the other, keep their extremes', () => {
  const extremes = new Extremes<Account>();
  const accounts = Array.from({ length: 10_000 }, (_, nth) => newAccount(nth, 7n));
  for (const account of accounts) extremes.add(account);
  const [first, second] = accounts;
  assert(first !== undefined && second !== undefined);
  expect([extremes.smallest(), extremes.largestBeside(first)]).toEqual([7n, 7n]);
  accounts.forEach((account, nth) => {
    account.balance = nth % 2 === 0 ? 7n + BigInt(nth) : 7n - BigInt(nth);
    extremes.moved(account);
    if (nth % 1_000 !== 999) return;
    assert.equal(extremes.smallest(), 7n - BigInt(nth));
    assert.equal(extremes.largestBeside(second), 7n + BigInt(nth - 1));
  });
  const last = accounts[9_998];
  assert(last !== undefined);
  expect(extremes.largestBeside(last)).toBe(7n + 9_996n);
});

test('without accounts, and beside the only one, the extremes are zero', () => {
  const extremes = new Extremes<Account>();
  expect(extremes.smallest()).toBe(0n);
  const only = newAccount(1, 5n);
  extremes.add(only);
  expect([extremes.smallest(), extremes.largestBeside(only)]).toEqual([5n, 0n]);
});

test('an account that was never added cannot be moved', () => {
  expect(() => new Extremes<Account>().moved(newAccount(1))).toThrow('the heap does not hold this item');
});
