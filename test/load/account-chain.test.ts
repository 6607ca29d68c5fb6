import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccountChain } from '../../client/load/check/account-chain.ts';
import type { AccountMark } from '../../client/load/check/account-marks.ts';
import { formatMoney } from '../../shared/money.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';
import { runs } from '../support/runs.ts';

const scale = 2;

/** A history as a hub tells it: from a mark, through movements of so many minor units, to a mark. */
function historyOf(balance: bigint, deltas: readonly bigint[]) {
  const start: AccountMark = { account: 'A', balance, held: 0n, version: 5, seq: 40, frozen: undefined };
  let end = start;
  const txs = deltas.map((delta): Transaction => {
    end = { ...end, balance: end.balance + delta, version: end.version + 1, seq: end.seq + 3 };
    const text = formatMoney(end.balance, scale);
    const own = {
      account: 'A',
      delta: formatMoney(delta, scale),
      balance: text,
      available: text,
      version: end.version,
    };
    const other = { account: 'B', delta: formatMoney(-delta, scale) };
    return {
      seq: end.seq,
      at: '2026-01-01T00:00:00.000Z',
      key: `key-${end.seq}`,
      kind: 'transfer',
      by: 'anonymous',
      ledger: 'load',
      legs: delta < 0n ? [own, other] : [other, own],
    };
  });
  return { start, txs, end };
}

function problemsOf(start: AccountMark, txs: readonly Transaction[], end: AccountMark): string[] {
  const problems: string[] = [];
  const chain = new AccountChain(start, scale, {
    problem: (sentence) => problems.push(sentence),
    settled: () => undefined,
  });
  for (const tx of txs) chain.take(tx);
  chain.end(end, Date.parse('2026-01-01T00:01:00Z'));
  return problems;
}

const balance = fc.bigInt(-(10n ** 17n), 10n ** 17n);
const deltas = fc.array(fc.bigInt(-100_000n, 100_000n), { minLength: 1, maxLength: 30 });

test('a history that goes from one mark to the other has no problems', () => {
  fc.assert(
    fc.property(balance, deltas, (from, steps) => {
      const { start, txs, end } = historyOf(from, steps);
      expect(problemsOf(start, txs, end)).toEqual([]);
    }),
    runs(300),
  );
});

test('a history with one transaction left out, doubled or swapped has a problem', () => {
  const fault = fc.constantFrom('left out', 'doubled', 'swapped');
  fc.assert(
    fc.property(balance, deltas, fc.nat(), fault, (from, steps, at, kind) => {
      const { start, txs, end } = historyOf(from, steps);
      const place = at % txs.length;
      const [tx] = txs.splice(place, 1);
      if (tx === undefined) return;
      if (kind === 'doubled') txs.splice(place, 0, tx, tx);
      if (kind === 'swapped') txs.splice((place + 1) % (txs.length + 1), 0, tx);
      if (kind === 'swapped' && txs.length === 1) return;
      expect(problemsOf(start, txs, end)).not.toEqual([]);
    }),
    runs(300),
  );
});

/** A history of four movements in which the leg of the third is changed. */
function withLeg(change: Partial<Leg>): string[] {
  const { start, txs, end } = historyOf(10_000n, [-500n, 200n, -300n, 100n]);
  return problemsOf(
    start,
    txs.map((tx, index) =>
      index === 2
        ? { ...tx, legs: tx.legs.map((leg) => (leg.account === 'A' ? { ...leg, ...change } : leg)) }
        : tx,
    ),
    end,
  );
}

test.each<[string, Partial<Leg>, string]>([
  [
    'a wrong balance',
    { balance: '1.00' },
    'Seq 49 (key key-49) leaves A with 1.00, which is not what it had before and -3.00.',
  ],
  [
    'a wrong delta',
    { delta: '-4.00' },
    'Seq 49 (key key-49) leaves A with 94.00, which is not what it had before and -4.00.',
  ],
  [
    'a wrong version',
    { version: 9 },
    'Seq 49 (key key-49) makes version 9 of A, but the one before it in the history was 7.',
  ],
  ['no balance', { balance: undefined }, 'Seq 49 (key key-49) does not tell what it made of A.'],
  ['another account', { account: 'C' }, 'Seq 49 (key key-49) is in the history of A with 0 legs of it.'],
])('%s is a problem', (_, change, sentence) => {
  expect(withLeg(change)[0]).toBe(sentence);
});

test('a seq that does not rise is a problem', () => {
  const { start, txs, end } = historyOf(10_000n, [-500n, 200n]);
  const backwards = txs.map((tx, index) => (index === 1 ? { ...tx, seq: 41 } : tx));
  expect(problemsOf(start, backwards, end)[0]).toBe(
    'Seq 41 (key key-46) is behind seq 43 in the history of A.',
  );
});

test('an end that the history does not come to is a problem', () => {
  const { start, txs, end } = historyOf(10_000n, [-500n, 200n]);
  expect(problemsOf(start, txs, { ...end, version: 9 })).toEqual([
    'A is at version 9 as of seq 46, but its history ends at version 7.',
  ]);
  expect(problemsOf(start, txs, { ...end, balance: 1n })).toEqual([
    'The balance of A as of seq 46 is 0.01, but its history ends with 97.00 (seq 46).',
  ]);
});
