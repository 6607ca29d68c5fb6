import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { bodyBehind } from './journal-contract.ts';

test('the log moves into the file as it grows, so that it stays small', async () => {
  await using folder = await TemporaryFolder.make();
  const file = folder.file('journal.sqlite');
  const journal = openSqliteJournal(file);
  const records = Array.from({ length: 100 }, (_, nth) => `{"nth":${nth},"memo":"${'y'.repeat(1_000)}"}`);
  const [commits, megabyte] = [150, 1024 * 1024];
  for (let nth = 0; nth < commits; nth += 1) {
    journal.append(bodyBehind(journal.head, records), journal.head);
    journal.checkpoint();
  }
  expect(statSync(file).size).toBeGreaterThan(8 * megabyte);
  expect(statSync(`${file}-wal`).size).toBeLessThan(6 * megabyte);
  expect(journal.read(0, commits + 1)).toHaveLength(commits);
  journal.close();
});
