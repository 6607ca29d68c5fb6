import { expect, it } from 'vitest';
import { complete } from '../../client/terminal/complete.ts';
import { OpenHolds } from '../../client/terminal/open-holds.ts';
import { type TransactionKind, TransactionSchema } from '../../shared/transaction.ts';

const accounts = ['A', 'B', 'savings', 'Salary'];

it.each([
  ['dep', ['deposit '], 'dep'],
  ['DEP', ['deposit '], 'DEP'],
  ['s', ['show', 'savings'], 's'],
  ['sa', ['savings '], 'sa'],
  ['S', ['Salary '], 'S'],
  ['SA', ['savings', 'Salary'], 'SA'],
  ['deposit sav', ['savings '], 'sav'],
  ['transfer A ', accounts, ''],
  ['A B', ['B '], 'B'],
  ['help tr', ['transfer', 'trial'], 'tr'],
  ['outcome k', [], 'k'],
  ['hold A B 60 ', ['until', 'for'], ''],
  ['hold A SA', ['savings', 'Salary'], 'SA'],
  ['freeze A d', ['debit '], 'd'],
  ['FREEZE A ', ['debit', 'credit', 'both'], ''],
  ['balance A ', ['at '], ''],
  ['history A k', ['kind '], 'k'],
  ['history A bef', ['before '], 'bef'],
  ['history A before ', [], ''],
  ['holds S', ['Salary '], 'S'],
  ['holds A ', [], ''],
  ['show ', [], ''],
  ['history A 5 kind ca', ['capture '], 'ca'],
  ['history A with S', ['Salary '], 'S'],
  ['history A min ', [], ''],
  ['rules l', ['ledger '], 'l'],
  ['rules A n', ['none '], 'n'],
  ['rules A maxp', ['maxPerDay='], 'maxp'],
  ['rules A maxPerDay=5 min', ['minBalance='], 'min'],
  ['rules ledger demo p', ['peers '], 'p'],
  ['ledger shop EUR 2 maxd', ['maxDeposit='], 'maxd'],
  ['capture ', [], ''],
  ['quit ', [], ''],
  ['zzz', [], 'zzz'],
])('Tab after %j offers %j', (line, offered, replaced) => {
  expect(complete(line, accounts)).toEqual([offered, replaced]);
});

it.each([
  ['capture ', ['#21', '#14'], ''],
  ['release #1', ['#14 '], '#1'],
  ['capture 1', ['14 '], '1'],
  ['capture #14 ', [], ''],
])('Tab after %j offers the open holds %j', (line, offered, replaced) => {
  expect(complete(line, accounts, ['#21', '#14'])).toEqual([offered, replaced]);
});

it('an open hold is one that was seen and not settled since, the newest first', () => {
  const holds = new OpenHolds();
  const tx = (kind: TransactionKind, seq: number, hold?: number) =>
    holds.learn(
      TransactionSchema.parse({ seq, at: '', key: 'k', kind, by: 'a', ledger: 'demo', hold, legs: [] }),
    );
  tx('hold', 3);
  tx('hold', 4);
  tx('transfer', 5);
  tx('hold', 6);
  tx('capture', 7, 4);
  expect(holds.known).toEqual(['#6', '#3']);
  tx('expire', 8, 3);
  tx('release', 9, 6);
  expect(holds.known).toEqual([]);
  for (let seq = 10; seq < 500; seq += 1) tx('hold', seq);
  expect(holds.known.length).toBeLessThanOrEqual(100);
  expect(holds.known[0]).toBe('#499');
});

it('Tab on an empty line offers commands and accounts', () => {
  const [offered] = complete('', accounts);
  expect(offered).toEqual(expect.arrayContaining(['deposit', 'watch', 'A', 'Salary']));
});

it('Tab never offers more than a screen can hold', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `acc${index}`);
  expect(complete('acc', many)[0].length).toBeLessThanOrEqual(100);
});
