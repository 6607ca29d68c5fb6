import { expect, test } from 'vitest';
import { AccountChain } from '../../client/load/check/account-chain.ts';
import type { AccountMark } from '../../client/load/check/account-marks.ts';
import type { Transaction } from '../../shared/transaction.ts';

const scale = 2;
const start: AccountMark = {
  account: 'A',
  balance: 10_000n,
  held: 0n,
  version: 5,
  seq: 40,
  frozen: undefined,
};
const nowMs = Date.parse('2026-01-01T01:00:00Z');

type Step = Omit<Transaction, 'at' | 'key' | 'by' | 'ledger' | 'legs'> & {
  /** What the hub says of A just after. */
  readonly balance?: string;
  readonly available: string;
  readonly delta?: string;
  readonly at?: string;
};

/** A transaction in the history of A, its version the number of the step behind that of the start. */
function transaction(
  { balance = '100.00', available, delta = '0.00', at, ...tx }: Step,
  step: number,
): Transaction {
  const own = { account: 'A', delta, balance, available, version: 6 + step };
  const isMovement = Number(delta) !== 0;
  return {
    ...tx,
    at: at ?? '2026-01-01T00:00:00.000Z',
    key: `key-${tx.seq}`,
    by: 'anonymous',
    ledger: 'load',
    legs: isMovement ? [own, { account: 'B', delta: delta.slice(1) }] : [own],
  };
}

interface Followed {
  readonly problems: readonly string[];
  readonly settled: readonly string[];
}

/** What following A through these steps comes to; `end` as the hub lists it. */
function follow(steps: readonly Step[], end: Partial<AccountMark>): Followed {
  const problems: string[] = [];
  const settled: string[] = [];
  const chain = new AccountChain(start, scale, {
    problem: (sentence) => problems.push(sentence),
    settled: (key) => settled.push(key),
  });
  for (const [at, step] of steps.entries()) chain.take(transaction(step, at));
  chain.end({ ...start, version: 5 + steps.length, seq: 99, ...end }, nowMs);
  return { problems, settled };
}

const hold: Step = { seq: 41, kind: 'hold', from: 'A', to: 'B', amount: '30.00', available: '70.00' };
const lasting = { ...hold, expires: '2026-01-01T00:30:00Z' };
const capture: Step = {
  seq: 42,
  kind: 'capture',
  hold: 41,
  amount: '20.00',
  released: '10.00',
  delta: '-20.00',
  balance: '80.00',
  available: '80.00',
};
const release: Step = { seq: 42, kind: 'release', hold: 41, released: '30.00', available: '100.00' };
const expiry: Step = { ...release, kind: 'expire', at: '2026-01-01T00:30:00.001Z' };

test.each<[string, Step[], Partial<AccountMark>, string[]]>([
  ['is captured in part', [hold, capture], { balance: 8_000n }, ['key-41']],
  ['is released', [hold, release], {}, ['key-41']],
  ['expires in time', [lasting, expiry], {}, ['key-41']],
  ['stays open', [hold], { held: 3_000n }, []],
  [
    'was made before the history begins',
    [{ ...release, hold: 12, released: '0.00', available: '100.00' }],
    {},
    [],
  ],
])('a hold that %s has no problem', (_, steps, end, settled) => {
  expect(follow(steps, end)).toEqual({ problems: [], settled });
});

test.each<[string, Step[], Partial<AccountMark>, string]>([
  [
    'reserves nothing',
    [{ ...hold, available: '100.00' }],
    {},
    'Seq 41 (key key-41) leaves 0.00 of A held, but its holds are 30.00.',
  ],
  [
    'is settled twice',
    [hold, release, { ...release, seq: 43 }],
    {},
    'Seq 43 (key key-43), a release of hold 41, settles a hold of A that is not open.',
  ],
  [
    'was never made',
    [{ ...release, hold: 60, available: '130.00' }],
    { held: -3_000n },
    'Seq 42 (key key-42), a release of hold 60, settles a hold of A that is not open.',
  ],
  [
    'gives back too little',
    [hold, { ...release, released: '20.00', available: '90.00' }],
    { held: 1_000n },
    'Seq 42 (key key-42), a release of hold 41, speaks of 20.00, but that hold was of 30.00.',
  ],
  [
    'is captured for somebody else',
    [{ ...hold, to: 'C' }, capture],
    { balance: 8_000n },
    'Seq 42 (key key-42), a capture of hold 41, goes to B, but that hold was for C.',
  ],
  [
    'is captured after its end',
    [lasting, { ...capture, at: '2026-01-01T00:30:00.000Z' }],
    { balance: 8_000n },
    'Seq 42 (key key-42), a capture of hold 41, came after that hold had expired.',
  ],
  [
    'ends too early',
    [lasting, { ...expiry, at: '2026-01-01T00:29:59.999Z' }],
    {},
    'Seq 42 (key key-42), an expiry of hold 41, came before that hold was to expire.',
  ],
  [
    'never ends',
    [lasting],
    { held: 3_000n },
    'Hold 41 (key key-41) of A was to expire at 2026-01-01T00:30:00.000Z, and is still open.',
  ],
  [
    'is not in the list any more',
    [hold],
    { held: 0n },
    'The held part of A as of seq 99 is 0.00, but its history ends with 30.00 (seq 41).',
  ],
  [
    'does not tell for whom it is',
    [{ ...hold, to: undefined }],
    { held: 3_000n },
    'Hold 41 (key key-41) does not tell what it reserves of A.',
  ],
])('a hold that %s is a problem', (_, steps, end, sentence) => {
  expect(follow(steps, end).problems[0]).toBe(sentence);
});

const freeze: Step = { seq: 41, kind: 'freeze', side: 'debit', available: '100.00' };
const paid: Step = {
  seq: 42,
  kind: 'transfer',
  amount: '1.00',
  delta: '-1.00',
  balance: '99.00',
  available: '99.00',
};

test('what is frozen is so until it is thawed, and the list agrees', () => {
  const thaw: Step = { seq: 42, kind: 'unfreeze', available: '100.00' };
  expect(follow([freeze], { frozen: 'debit' }).problems).toEqual([]);
  expect(follow([freeze, { ...freeze, seq: 42, side: 'credit' }], { frozen: 'both' }).problems).toEqual([]);
  expect(follow([freeze, thaw, { ...paid, seq: 43 }], { balance: 9_900n }).problems).toEqual([]);
  expect(follow([freeze], {}).problems).toEqual([
    'A is not frozen as of seq 99, but frozen (debit) by its history.',
  ]);
});

test('an account that pays or promises while it is frozen is a problem', () => {
  const sentence = 'Seq 42 (key key-42) moves or holds money of A, which was frozen.';
  expect(follow([freeze, paid], { balance: 9_900n, frozen: 'debit' }).problems).toEqual([sentence]);
  const held = follow([freeze, { ...hold, seq: 42 }], { held: 3_000n, frozen: 'debit' });
  expect(held.problems).toEqual([sentence]);
  const other = follow([{ ...freeze, side: 'credit' }, paid], { balance: 9_900n, frozen: 'credit' });
  expect(other.problems).toEqual([]);
});

test('a change of the rules of an account changes nothing else', () => {
  const chain = new AccountChain(start, scale, {
    problem: (sentence) => expect.unreachable(sentence),
    settled: () => undefined,
  });
  chain.take({ ...transaction({ seq: 41, kind: 'rules', account: 'A', available: '' }, 0), legs: [] });
  chain.end(start, nowMs);
});
