import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Fold } from './fold.ts';
import { answersOf, busyBank, rightAnswers, ViewsFiles } from './views-files.ts';

/** Bytes of the head of a page without pages below it, from SQLite's file format: its cell pointers follow. */
const leafHeadBytes = 8;

/** Where the first page of a table begins that has only rows on it. */
function leafOf(file: string, table: string): number {
  const db = new Database(file, { readonly: true });
  const page = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1")
    .pluck()
    .get(table);
  const bytes = db.pragma('page_size', { simple: true });
  db.close();
  return (z.number().parse(page) - 1) * z.number().parse(bytes);
}

test.each(['outcomes', 'sequels'])(
  'a row of %s that its page does not lead to any more is missed',
  async (table) => {
    const fold = new Fold(busyBank().records);
    await using files = await ViewsFiles.of(busyBank());
    const whole = readFileSync(files.viewsFile);
    const pointers = leafOf(files.viewsFile, table) + leafHeadBytes;
    const rows = whole.readUInt16BE(pointers - leafHeadBytes + 3);
    expect(rows).toBeGreaterThan(3);
    for (const hidden of [0, 1, rows - 1]) {
      const hiding = Buffer.from(whole);
      const shown = (hidden + 2) % rows;
      hiding.writeUInt16BE(whole.readUInt16BE(pointers + 2 * shown), pointers + 2 * hidden);
      writeFileSync(files.viewsFile, hiding);
      await files.use(async (views, journal) => {
        expect(views.at).toBe(0);
        expect(await answersOf(views, journal.head.number, fold)).toEqual(rightAnswers(fold));
      });
    }
  },
);

test('an outcome that an older page does not have yet is missed', async () => {
  await using files = await ViewsFiles.of(busyBank());
  const db = new Database(files.viewsFile);
  db.exec('DELETE FROM outcomes WHERE decided = 7');
  db.close();
  await files.use(async (views) => expect(views.at).toBe(0));
});
