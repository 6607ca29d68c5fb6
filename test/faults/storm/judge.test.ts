import { expect, test } from 'vitest';
import type { JournalCommit } from '../../support/journal-records.ts';
import { describe } from '../checker/check.ts';
import { judge } from './judge.ts';
import type { Intent } from './plan.ts';
import { type Manner, type Sending, Sendings } from './sendings.ts';

/** What the judge of keys has to see. */

const meant = { t: 'deposit', account: 'A', amount: '1.00' } as const;
const mistake = { ...meant, memo: 'another' };
const intent: Intent = { key: 'one', contents: [meant, mistake] };
const tx = {
  seq: 1,
  at: '2026-01-31T12:00:00.000Z',
  key: 'one',
  kind: 'deposit',
  by: 'ann',
  ledger: 'cash',
  amount: '1.00',
  legs: [
    { account: '@world:cash', delta: '-1.00', balance: '-1.00', available: '-1.00', version: 1 },
    { account: 'A', delta: '1.00', balance: '1.00', available: '1.00', version: 1 },
  ],
} as const;
const commits: readonly JournalCommit[] = [
  { number: 1, records: [{ refused: false, tx: { ...tx, legs: [...tx.legs] } }] },
];

const first = JSON.stringify({ t: 'ok', id: 1, tx });
const again = JSON.stringify({ t: 'ok', id: 2, replayed: true, tx });
const refusal = (code: string): string =>
  JSON.stringify({ t: 'error', id: 3, code, message: 'no', retryable: code === 'busy' });

type Said = readonly [content: typeof meant | typeof mistake, reply: string | undefined, manner?: Manner];

/** Copies of the intent that were sent one after another, each once the one before was answered. */
function told(...all: readonly Said[]): Sending[] {
  const sendings = new Sendings();
  for (const [content, reply, manner] of all) {
    const sending = sendings.asked('ann', intent, content, manner);
    if (reply !== undefined) sendings.told(sending, reply);
  }
  return sendings.all;
}

function verdict(all: readonly Sending[], journal = commits): string {
  return describe(judge(all, journal, () => false));
}

test('finds nothing wrong with one answer for all copies, and words that say nothing of it', () => {
  const all = told(
    [meant, undefined],
    [meant, refusal('busy')],
    [meant, first],
    [meant, again],
    [mistake, refusal('key_reused')],
    [meant, again, { isQuestion: true }],
    [meant, refusal('bad_request'), { isBroken: true }],
  );
  expect(verdict(all)).toBe('');
});

test.each<[string, readonly Said[], RegExp]>([
  [
    'two answers',
    [
      [meant, first],
      [meant, again.replaceAll('12:00', '13:00')],
    ],
    /were told 2 things/,
  ],
  [
    'an answer and a refusal',
    [
      [meant, first],
      [meant, refusal('conflict')],
    ],
    /were told 2 things/,
  ],
  [
    'two firsts',
    [
      [meant, first],
      [meant, first],
    ],
    /2 copies were told that theirs was the first/,
  ],
  [
    'other content that passes',
    [
      [meant, first],
      [mistake, again],
    ],
    /other content was told ok/,
  ],
  [
    'the same content that does not',
    [
      [meant, first],
      [meant, refusal('key_reused')],
    ],
    /is said to be other content/,
  ],
  [
    'an end that comes too late',
    [
      [meant, first],
      [meant, refusal('expired')],
    ],
    /no end is said to have expired/,
  ],
  [
    'a key that is forgotten',
    [
      [meant, first],
      [meant, refusal('unknown_key'), { isQuestion: true }],
    ],
    /unknown after/,
  ],
  ['something broken that acts', [[meant, first, { isBroken: true }]], /what is broken was told ok/],
  [
    'what nobody may',
    [
      [meant, first],
      [meant, refusal('forbidden')],
    ],
    /ann asked for deposit/,
  ],
])('sees %s', (_, all, wrong) => {
  expect(verdict(told(...all))).toMatch(wrong);
});

test('sees what the journal has twice, lacks, and has though nobody asked for it', () => {
  const [commit] = commits;
  expect(verdict(told([meant, first]), commit && [commit, { ...commit, number: 2 }])).toMatch(
    /decided twice/,
  );
  expect(verdict(told([meant, first]), [])).toMatch(/the journal lacks it/);
  expect(verdict([])).toMatch(/nobody asked for/);
});
