import { expect, it } from 'vitest';
import { complete } from '../../client/terminal/complete.ts';

const accounts = ['A', 'B', 'savings', 'Salary'];

it.each([
  ['dep', ['deposit '], 'dep'],
  ['DEP', ['deposit '], 'DEP'],
  ['s', ['savings '], 's'],
  ['S', ['Salary '], 'S'],
  ['SA', ['savings', 'Salary'], 'SA'],
  ['deposit sav', ['savings '], 'sav'],
  ['transfer A ', accounts, ''],
  ['A B', ['B '], 'B'],
  ['help tr', ['transfer', 'trial'], 'tr'],
  ['outcome k', [], 'k'],
  ['quit ', [], ''],
  ['zzz', [], 'zzz'],
])('Tab after %j offers %j', (line, offered, replaced) => {
  expect(complete(line, accounts)).toEqual([offered, replaced]);
});

it('Tab on an empty line offers commands and accounts', () => {
  const [offered] = complete('', accounts);
  expect(offered).toEqual(expect.arrayContaining(['deposit', 'watch', 'A', 'Salary']));
});

it('Tab never offers more than a screen can hold', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `acc${index}`);
  expect(complete('acc', many)[0].length).toBeLessThanOrEqual(100);
});
