import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DataError } from '../../server/data-error.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { BookKeeper } from './book-keeper.ts';
import { Fold } from './fold.ts';
import { ViewsFiles } from './views-files.ts';
import { bank } from './views-place.ts';

const flips = 60;

/** So many captures and reversals that what became of transactions takes several pages of the file. */
function settledBank(): BookKeeper {
  const keeper = bank();
  for (let nth = 0; nth < 400; nth += 1) {
    const next = keeper.state.seq + 1;
    keeper.ask({ t: 'hold', from: 'A', to: 'B', amount: '0.02' });
    keeper.ask({ t: 'capture', hold: next, amount: '0.01' });
    keeper.ask({ t: 'reverse', tx: next + 1 });
  }
  return keeper;
}

/** Offsets at which the pages of the sequels begin in the file. */
function pagesOfSequels(file: string): { readonly offsets: readonly number[]; readonly bytes: number } {
  const db = new Database(file, { readonly: true });
  const pages = db.prepare("SELECT pageno FROM dbstat WHERE name = 'sequels'").pluck().all();
  const bytes = z.number().parse(db.pragma('page_size', { simple: true }));
  db.close();
  return {
    offsets: z
      .array(z.number())
      .parse(pages)
      .map((page) => (page - 1) * bytes),
    bytes,
  };
}

test('a bit that flipped in what became of a transaction does not make it pass for untouched', async () => {
  const fold = new Fold(settledBank().records);
  const right = fold.seqs.map((tx) => fold.past(tx));
  await using files = await ViewsFiles.of(settledBank());
  const whole = readFileSync(files.viewsFile);
  const { offsets, bytes } = pagesOfSequels(files.viewsFile);
  expect(offsets.length).toBeGreaterThan(3);
  const random = seededRandom(20_261_122);
  let found = 0;
  for (let nth = 0; nth < flips; nth += 1) {
    const flipped = Buffer.from(whole);
    // In the rows, in what leads to them, and in what SQLite notes of the page.
    const page = nth % 3 === 0 ? (offsets[0] ?? 0) : (offsets[Math.floor(random() * offsets.length)] ?? 0);
    const place = page + Math.floor(random() * bytes);
    const bit = 1 << Math.floor(random() * 8);
    flipped.writeUInt8(flipped.readUInt8(place) ^ bit, place);
    writeFileSync(files.viewsFile, flipped);
    await files.use(async (views, journal) => {
      if (views.at === 0) found += 1;
      const asked = fold.seqs.map(async (tx, at) => {
        expect(await views.past(tx, journal.head.number), `bit ${bit} of byte ${place}, ${tx}`).toEqual(
          right[at],
        );
      });
      for (const result of await Promise.allSettled(asked)) {
        if (result.status === 'fulfilled') continue;
        if (!(result.reason instanceof DataError)) throw result.reason;
        found += 1;
        return;
      }
    });
  }
  expect(found).toBeGreaterThan(20);
});
