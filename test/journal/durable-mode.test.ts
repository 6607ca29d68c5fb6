import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openJournalFile } from '../../server/journal/journal-file.ts';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { appendSample } from './sample-journal.ts';

test('every commit waits for the disk, also after the journal was opened again', async () => {
  await using folder = await TemporaryFolder.make();
  for (const opening of ['made', 'opened again', 'and again']) {
    const { db } = openJournalFile(folder.file('journal.sqlite'));
    const mode = [db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })];
    db.close();
    expect([opening, ...mode]).toEqual([opening, 'wal', 2]);
  }
});

test('a journal is for its owner alone', async () => {
  await using folder = await TemporaryFolder.make();
  const file = folder.file('journal.sqlite');
  const journal = openSqliteJournal(file);
  appendSample(journal, 1);
  for (const each of [file, `${file}-wal`]) expect(statSync(each).mode & 0o777).toBe(0o600);
  journal.close();
});
