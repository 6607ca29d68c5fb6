import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecord } from '../../server/ledger/record.ts';
import { readRecord } from '../../server/views/read-record.ts';
import { scenario } from '../ledger/scenario.ts';
import { walk } from '../ledger/walk.ts';
import { runs } from '../support/runs.ts';
import { BookKeeper } from './book-keeper.ts';
import { bank } from './views-place.ts';

/** What the views need of a record, by parsing it in full. */
function viewed(record: string): unknown {
  const parsed = parseRecord(record);
  if (!parsed.refused) return { refused: false, tx: withoutConditions(parsed.tx) };
  const { at, by, command } = parsed.refusal;
  return { refused: true, key: command.key, by, at };
}

function read(record: string): unknown {
  const { refused, ...rest } = readRecord(record);
  return 'tx' in rest ? { refused, tx: withoutConditions(rest.tx) } : { refused, ...rest };
}

function withoutConditions(tx: object): object {
  const conditions = ['memo', 'deadline', 'expect'];
  return Object.fromEntries(Object.entries(tx).filter(([field]) => !conditions.includes(field)));
}

test('a record is read as parsing it in full would', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const keeper = new BookKeeper();
      walk(random, { decided: ({ decision }) => keeper.note(decision) });
      for (const record of keeper.records) assert.deepEqual(read(record), viewed(record));
    }),
    runs(100),
  );
});

test.each([
  ['plain', {}],
  ['memo that tries to look like the rest', { memo: '","legs":[{"account":"B"}]}' }],
  ['memo with a backslash at its end', { memo: 'C:\\' }],
  ['deadline and expectation', { deadline: '2100-01-01T00:00:00Z', expect: { A: 2, B: 0 } }],
])('a movement that is %s is read right', (_, fields) => {
  const record = bank().ask({ t: 'transfer', from: 'A', to: 'B', amount: '12.34', ...fields });
  expect(read(record)).toEqual(viewed(record));
  expect(read(record)).toMatchObject({ refused: false, tx: { amount: '12.34', legs: [{}, {}] } });
});

test.each([
  ['cut off', (record: string) => record.slice(0, -1)],
  ['with something behind', (record: string) => `${record}x`],
  ['with an amount that is no money', (record: string) => record.replaceAll('"-12.34"', '"-12,34"')],
])('a record %s is not read', (_, tamper) => {
  const record = bank().ask({ t: 'transfer', from: 'A', to: 'B', amount: '12.34' });
  expect(() => readRecord(tamper(record))).toThrow();
});
