import { expect, test } from 'vitest';
import { DataError } from '../../server/data-error.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { bank } from './views-place.ts';

/** One record of a good journal, as somebody would have it who gets the chain right and the books wrong. */
type Tamper = (record: string) => string;
const replace = (from: string, to: string): Tamper => {
  return (record) => {
    expect(record).toContain(from);
    return record.replaceAll(from, to);
  };
};

test.each<[string, Tamper, RegExp]>([
  ['is not JSON', (record) => record.slice(1), /cannot read/],
  ['is of a kind that nobody knows', replace('"transfer"', '"gift"'), /cannot read/],
  ['skips a seq', replace('"seq":6', '"seq":7'), /it has seq 7 in place of 6/],
  ['is of an unknown ledger', replace('"bank"', '"bonk"'), /there is no ledger bonk/],
  ['moves what an account does not hold', replace('"90.00"', '"91.00"'), /A did not hold that before/],
  ['skips a version', replace('"version":3', '"version":4'), /A is not at the version before/],
  ['takes more than it gives', replace('"delta":"10.00"', '"delta":"11.00"'), /does not move its amount/],
  ['gives to an unknown account', replace('"account":"B"', '"account":"X"'), /has no account X/],
  ['has too many decimals', replace('"10.00"', '"10.001"'), /is not money of ledger bank/],
  ['has one leg', (record) => record.replace(/,\{"account":"B".*\}\]\}$/, ']}'), /does not have two legs/],
  ['is there twice', (record) => `${record}\n${record}`, /it has seq 6 in place of 7/],
  [
    'is missing',
    () =>
      '{"refused":{"code":"unknown_account","message":""},"at":"","by":"x","command":{"t":"open","key":"k"}}',
    /does not have 1 transactions/,
  ],
  [
    'was decided before',
    (record) => record.replace(/"key":"key-\d+"/, '"key":"key-1"'),
    /decides key-1 of anonymous again/,
  ],
])('a journal is refused where a transaction %s', async (_, tamper, wrong) => {
  const journal = new MemoryJournal();
  const keeper = bank();
  await keeper.commit(journal);
  keeper.ask({ t: 'transfer', from: 'A', to: 'B', amount: '10' });
  const body = keeper.body();
  await journal.append({ ...body, records: tamper(body.records) }, journal.head);

  const failures: Error[] = [];
  await using views = await openLocalViews({
    journal,
    recentMax: 10,
    journalFile: '/data/journal.sqlite',
    onFailure: (error) => failures.push(error),
  });
  const loading = views.load(2);
  await expect(loading).rejects.toBeInstanceOf(DataError);
  await expect(loading).rejects.toThrow(/^\/data\/journal\.sqlite: breaks an invariant in commit 2: /);
  await expect(loading).rejects.toThrow(wrong);
  await expect(views.trial(undefined, 0)).rejects.toThrow(wrong);
  expect(failures).toHaveLength(1);
});

test('views that are told of a commit that the journal does not have fail', async () => {
  const journal = new MemoryJournal();
  await bank().commit(journal);
  await using views = await openLocalViews({ journal, recentMax: 10, journalFile: '/data/journal.sqlite' });
  await expect(views.load(2)).rejects.toThrow('/data/journal.sqlite: has lost commit 2. ');
});

test('views that are told of a reserve that no hold has made fail', async () => {
  const journal = new MemoryJournal();
  const keeper = bank();
  await keeper.commit(journal);
  keeper.ask({ t: 'transfer', from: 'A', to: 'B', amount: '10' });
  const body = keeper.body();
  const records = body.records.replace('"available":"90.00"', '"available":"75.00"');
  await journal.append({ ...body, records }, journal.head);
  await using views = await openLocalViews({ journal, recentMax: 10 });
  await expect(views.load(2)).rejects.toThrow('breaks an invariant in commit 2: A reserves something else');
});
