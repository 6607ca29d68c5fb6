import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { florin, ndjson } from './florin-process.ts';

/** Demo bank: A 1000.00, B 500.00, C 800.00. Each line, what it prints, and the balances of A, B, C after it. */
const session: readonly (readonly [string, string, string])[] = [
  ['A D 100', 'deposit', '1100 500 800'],
  ['a d100', 'deposit', '1200 500 800'],
  ['C W 200', 'withdraw', '1200 500 600'],
  ['c w200', 'withdraw', '1200 500 400'],
  ['A B D100', 'transfer', '1100 600 400'],
  ['a b t 100', 'transfer', '1000 700 400'],
  // Of 2100.00 in all, B or any may be given half of what lies above the smallest balance.
  ['A D 850.01', 'Deposit amount exceeds the limit: at most 850.00 may be deposited now, 850.01 asked', ''],
  [
    'C W 1000.01',
    'Withdrawal amount exceeds the limit: at most 1000.00 may be withdrawn now, 1000.01 asked',
    '',
  ],
  ['C W 400.01', 'Insufficient funds: C holds 400.00, 400.01 asked', ''],
  ['C W 400', 'withdraw', '1000 700 0'],
  ['A', 'Invalid input format: this is no transaction and no command', ''],
  ['A B C D 5', 'Invalid input format: this is no transaction and no command', ''],
  ['A X 100', 'Invalid operation: "X" is not D (deposit), W (withdraw) or T (transfer)', ''],
  ['A D abc', 'Invalid amount: "abc" is not a number above zero', ''],
  ['A D -5', 'Invalid amount: "-5" is not a number above zero', ''],
  ['A D 1.001', 'Invalid amount: CNY has 2 decimals at most', ''],
  ['A A T 5', 'Same account twice', ''],
  ['Z D 5', 'Unknown account: there is no account Z', ''],
  ['A B T 12.50 "rent"', 'transfer', '987.50 712.50 0'],
];

it("the first bank's session goes as it did there, only that nothing is lost", async () => {
  await using server = await ServerProcess.start();
  const lines = session.flatMap(([line]) => [line, 'balances A B C']);
  const { code, stdout, stderr } = await florin(server, ['--keep-going'], lines.join('\n'));
  const printed = ndjson(stdout);
  let balances = '1000 500 800';
  session.forEach(([line, expected, after], index) => {
    const [result, ...accounts] = printed.slice(index * 4, index * 4 + 4);
    const told =
      after === '' ? { error: { message: expect.stringContaining(expected) } } : { kind: expected };
    expect(result, line).toMatchObject(told);
    if (after === '') expect(stderr).toContain(`line ${index * 2 + 1}: ${expected}`);
    else balances = after;
    const expectedAccounts = balances.split(' ').map((units) => ({ balance: Number(units).toFixed(2) }));
    expect(accounts, `balances after ${line}`).toMatchObject(expectedAccounts);
  });
  expect(code).toBe(2);
});
