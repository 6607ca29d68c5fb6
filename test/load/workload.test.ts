import { expect, test } from 'vitest';
import type { LoadOptions } from '../../client/load/options.ts';
import { type LoadCommand, Workload } from '../../client/load/workload.ts';
import { AmountSchema } from '../../shared/money.ts';

const commands = 20_000;

function commandsOf(options: Partial<LoadOptions>): LoadCommand[] {
  const workload = new Workload({ workload: 'transfer', accounts: 1_000, skew: 0, seed: 5, ...options });
  return Array.from({ length: commands }, (_, n) => workload.command(0, n));
}

function accountsOf(command: LoadCommand): number[] {
  if ('from' in command) return [command.from, command.to];
  return 'account' in command ? [command.account] : [];
}

test('a command is the same whenever it is asked for, and whoever asks', () => {
  const options = { workload: 'mixed', accounts: 1_000, skew: 1, seed: 5 } as const;
  const forwards = new Workload(options);
  const first = Array.from({ length: 1_000 }, (_, n) => forwards.command(n % 3, n));
  const backwards = new Workload(options);
  const second = first.map((_, n) => backwards.command((999 - n) % 3, 999 - n)).reverse();
  expect(second).toEqual(first);
});

test('other seeds and threads ask for other commands', () => {
  const [one, two] = [1, 2].map((seed) => commandsOf({ seed }));
  expect(one).not.toEqual(two);
  const workload = new Workload({ workload: 'transfer', accounts: 1_000, skew: 0, seed: 1 });
  expect(workload.command(0, 0)).not.toEqual(workload.command(1, 0));
});

test.each([
  ['transfer', { transfer: 1 }],
  ['watch', { transfer: 1 }],
  ['deposit', { deposit: 1 }],
  [
    'mixed',
    {
      transfer: 0.5,
      deposit: 0.1,
      withdraw: 0.1,
      hold: 0.11,
      capture: 0.09,
      release: 0.02,
      reverse: 0.06,
      freeze: 0.01,
      unfreeze: 0.01,
    },
  ],
] as const)('workload %s has its kinds in their shares', (workload, expected) => {
  const counts = new Map<string, number>();
  for (const { kind } of commandsOf({ workload })) counts.set(kind, (counts.get(kind) ?? 0) + 1 / commands);
  expect(counts.size).toBe(Object.keys(expected).length);
  for (const [kind, share] of Object.entries(expected)) expect(counts.get(kind)).toBeCloseTo(share, 9);
});

test.each([
  [2, 0],
  [2, 2],
  [3, 1],
  [1_000, 2],
])('among %i accounts with skew %d, a transfer has two, and they exist', (accounts, skew) => {
  const outside = commandsOf({ accounts, skew })
    .map(accountsOf)
    .filter(
      ([from = -1, to = -1]) => from === to || Math.min(from, to) < 0 || Math.max(from, to) >= accounts,
    );
  expect(outside).toEqual([]);
});

test('amounts are from 0.01 to 9.99, with two decimals', () => {
  const amounts = commandsOf({}).map((command) => ('amount' in command ? (command.amount ?? '') : ''));
  expect(amounts.filter((amount) => !AmountSchema.safeParse(amount).success)).toEqual([]);
  expect(amounts.filter((amount) => !/^\d\.\d\d$/.test(amount))).toEqual([]);
  expect(new Set(amounts).size).toBe(999);
});

test('skew makes some accounts hot', () => {
  const hottest = (skew: number): number => {
    const counts = new Map<number, number>();
    for (const account of commandsOf({ skew }).flatMap(accountsOf)) {
      counts.set(account, (counts.get(account) ?? 0) + 1);
    }
    return Math.max(...counts.values()) / commands;
  };
  expect(hottest(0)).toBeLessThan(0.005);
  // The hottest of 1,000 has a share of 0.134 with exponent 1 and takes part on either side.
  expect(hottest(1)).toBeGreaterThan(0.2);
});
