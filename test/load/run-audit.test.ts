import { expect, test } from 'vitest';
import { Problems } from '../../client/load/check/problems.ts';
import { RunAudit } from '../../client/load/check/run-audit.ts';
import { commandKey } from '../../client/load/command-key.ts';
import { OutcomeLog } from '../../client/load/outcome-log.ts';
import { accountName, Workload } from '../../client/load/workload.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';

const startMs = 1_790_000_000_000;
const run = 'abcde';
const ledger = 'load';
const options = { workload: 'transfer', accounts: 10, skew: 0, seed: 3 } as const;
const workload = new Workload(options);

/** The transaction of command n of thread 0, as a hub makes it. */
function transaction(n: number, seq: number): Transaction {
  const command = workload.command(0, n);
  if (command.kind !== 'transfer') throw new Error(`command ${n} is no transfer`);
  const { amount } = command;
  return {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    key: commandKey(startMs + n, run, 0, n),
    kind: command.kind,
    by: 'anonymous',
    ledger,
    amount,
    legs: [
      { account: accountName(ledger, command.from), delta: `-${amount}` },
      { account: accountName(ledger, command.to), delta: amount },
    ],
  };
}

/** Holds transactions against a run of `commands` commands, of which command n was acknowledged as seq 100 + n. */
function audit(commands: number, transactions: readonly Transaction[], change?: (log: OutcomeLog) => void) {
  const log = new OutcomeLog(startMs);
  for (let n = 0; n < commands; n += 1) {
    log.sent(n, startMs + n);
    log.committed(n, 100 + n);
  }
  change?.(log);
  const problems = new Problems();
  const audited = new RunAudit({ ledger, run, workload, logs: [log] }, 2, problems);
  for (const tx of transactions) for (const { account } of tx.legs) audited.saw(tx, account);
  audited.end();
  return { audited, problems: problems.told() };
}

function honestly(commands: number): Transaction[] {
  return Array.from({ length: commands }, (_, n) => transaction(n, 100 + n));
}

/** All transactions of a run of twenty, with the eighth changed. */
function withOneChanged(change: (tx: Transaction) => Partial<Transaction>): Transaction[] {
  return honestly(20).map((tx, n) => (n === 7 ? { ...tx, ...change(tx) } : tx));
}

test('a ledger that holds what was acknowledged has no problems', () => {
  const { audited, problems } = audit(200, honestly(200));
  expect(problems).toEqual([]);
  expect([audited.found, audited.transactions]).toEqual([200, 200]);
});

test('the order in which transactions are seen does not matter', () => {
  expect(audit(200, honestly(200).reverse()).problems).toEqual([]);
});

test('an amount is the same with more decimals', () => {
  const more = withOneChanged(({ amount, legs }) => ({
    amount: `${amount}00`,
    legs: legs.map((leg) => ({ ...leg, delta: `${leg.delta}00` })),
  }));
  expect(audit(20, more).problems).toEqual([]);
});

function withTaker(change: Partial<Leg>): (tx: Transaction) => Partial<Transaction> {
  return ({ legs }) => ({ legs: legs.map((leg, side) => (side === 1 ? { ...leg, ...change } : leg)) });
}

const meant =
  /^Seq 107 \(key k\w{14}0000007\) is .*, but the command was a \w+ of \d\.\d\d from load-\d to load-\d\.$/;

test.each<[string, (tx: Transaction) => Partial<Transaction>, RegExp]>([
  ['another kind', () => ({ kind: 'open' }), meant],
  ['another amount', () => ({ amount: '10.00' }), meant],
  ['no amount', () => ({ amount: undefined }), meant],
  ['another taker', withTaker({ account: 'load-X' }), meant],
  ['one leg more', ({ legs }) => ({ legs: [...legs, { account: 'load-X', delta: '1.00' }] }), meant],
  ['another ledger', () => ({ ledger: 'other' }), /, but in ledger other\.$/],
  ['a taker who gets more', withTaker({ delta: '10.00' }), /, but it moved -\d\.\d\d and 10\.00\.$/],
  [
    'a memo',
    () => ({ memo: 'hello' }),
    /, but with a memo, deadline or condition that the command had not\.$/,
  ],
  ['a condition', () => ({ expect: { A: 1 } }), /, but with a memo, deadline or condition/],
  ['a deadline', () => ({ deadline: '2026-01-01T00:00:00Z' }), /, but with a memo, deadline or condition/],
])('a transaction with %s is not what the command was', (_, change, sentence) => {
  expect(audit(20, withOneChanged(change)).problems).toContainEqual(expect.stringMatching(sentence));
});

test('the same key twice is a command that was done twice', () => {
  const { audited, problems } = audit(20, [...honestly(20), transaction(7, 300)]);
  expect(problems).toEqual([expect.stringMatching(/^Seq 300 .*: the command was done twice\.$/)]);
  expect([audited.found, audited.transactions]).toEqual([20, 21]);
});

test('a key of the run that it never sent is a problem', () => {
  for (const tx of [transaction(20, 120), { ...transaction(3, 103), key: commandKey(startMs, run, 1, 3) }]) {
    const others = honestly(20).filter(({ seq }) => seq !== tx.seq);
    const { problems } = audit(20, [...others, tx]);
    expect(problems).toContainEqual(
      expect.stringMatching(/^Seq \d+ .*, under the key of a command that was never sent\.$/),
    );
  }
});

test('a refused command that is in the ledger is a problem', () => {
  const { problems } = audit(20, honestly(20), (log) => log.refused(7, 'insufficient_funds'));
  expect(problems).toEqual([
    expect.stringMatching(/^Seq 107 .*, but the hub refused that command \(insufficient_funds\)\.$/),
  ]);
});

test('a command without an answer may be in the ledger or not', () => {
  const { audited, problems } = audit(
    20,
    honestly(20).filter(({ seq }) => seq !== 107),
    (log) => {
      log.sent(7, startMs + 7);
      log.sent(8, startMs + 8);
    },
  );
  expect(problems).toEqual([]);
  expect([audited.isFound(0, 7), audited.isFound(0, 8)]).toEqual([false, true]);
});

test('others are sorted by the run that their keys seem to name, and each is counted once', () => {
  const key = (n: number): string => commandKey(startMs, 'other', 0, n);
  const foreign = [1, 2, 3].map((n) => ({ ...transaction(n, 500 + n), key: key(n) }));
  const { audited, problems } = audit(20, [
    ...honestly(20),
    ...foreign,
    { ...transaction(1, 600), key: 'rent' },
  ]);
  expect(problems).toEqual([]);
  expect([...audited.strangers.runs]).toEqual([['other', { first: foreign[0], transactions: 3 }]]);
  expect(audited.strangers.unsorted).toMatchObject({ first: { seq: 600 }, transactions: 1 });
});
