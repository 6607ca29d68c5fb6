import { expect, test } from 'vitest';
import { openJournalFile } from '../../server/journal/journal-file.ts';
import { openSqliteJournal, SqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { JournalError } from '../../server/journal-error.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { bodyBehind } from './journal-contract.ts';
import { appendSample } from './sample-journal.ts';

test('a commit that finds no room is refused, leaves nothing, and is made when there is room again', async () => {
  await using folder = await TemporaryFolder.make();
  const file = folder.file('journal.sqlite');
  const opened = openJournalFile(file);
  const journal = new SqliteJournal(file, opened);
  const commits = appendSample(journal, 5);
  const { head } = journal;
  const large = bodyBehind(
    head,
    Array.from({ length: 1_000 }, () => `{"memo":"${'x'.repeat(100)}"}`),
  );

  opened.db.pragma(`max_page_count = ${Number(opened.db.pragma('page_count', { simple: true })) + 3}`);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    expect(() => journal.append(large, head)).toThrow(JournalError);
    expect(() => journal.append(large, head)).toThrow(expect.objectContaining({ failure: 'refused' }));
    expect(() => journal.append(large, head)).toThrow(`${file}: cannot grow, the disk is full`);
  }
  expect(journal.head).toEqual(head);
  expect(journal.read(0, 100)).toEqual(commits);
  const small = bodyBehind(head, ['{"small":1}']);
  journal.append(small, head);

  opened.db.pragma('max_page_count = 1000000');
  journal.append(bodyBehind(journal.head, large.records.split('\n')), journal.head);
  journal.close();
  const again = openSqliteJournal(file);
  expect(again.read(0, 100).map(({ records }) => records)).toEqual([
    ...commits.map(({ records }) => records),
    small.records,
    large.records,
  ]);
  again.close();
});

test('a commit that meets another writer in the middle of one is refused, and made afterwards', async () => {
  await using folder = await TemporaryFolder.make();
  const file = folder.file('journal.sqlite');
  const other = openJournalFile(file);
  const mine = openJournalFile(file);
  mine.db.pragma('busy_timeout = 0');
  const journal = new SqliteJournal(file, mine);
  const { head } = journal;
  other.db.exec('BEGIN IMMEDIATE');
  expect(() => journal.append(bodyBehind(head, ['{}']), head)).toThrow(
    expect.objectContaining({
      failure: 'refused',
      message: expect.stringContaining('in use by another program'),
    }),
  );
  other.db.exec('ROLLBACK');
  journal.append(bodyBehind(head, ['{}']), head);
  expect(journal.head.number).toBe(1);
  journal.close();
  other.db.close();
});
