import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Outcomes } from '../../server/views/outcomes.ts';
import { TxRows } from '../../server/views/tx-rows.ts';
import { ViewsDamage } from '../../server/views/views-file.ts';
import { ViewsFiles } from './views-files.ts';
import { bank } from './views-place.ts';

const key = 'one-for-all';
const principals = Array.from({ length: 3_000 }, (_, nth) => `p-${String(nth).padStart(4, '0')}`);

/** Views of a bank in which every principal has used the same key, every third for what was refused. */
async function crowd(): Promise<ViewsFiles> {
  const keeper = bank();
  principals.forEach((by, nth) => {
    keeper.ask({ t: nth % 3 === 0 ? 'withdraw' : 'deposit', account: 'B', amount: '1000000', key }, by);
  });
  return await ViewsFiles.of(keeper);
}

type LookUp = (key: string, by: string) => string | undefined;

/** Looks up keys in a file as it is, without what a start of the views would check first. */
function lookUp(file: string, use: (record: LookUp) => void): void {
  const db = new Database(file);
  try {
    const outcomes = new Outcomes(db, new TxRows(db));
    use((asked, by) => outcomes.record(asked, by));
  } finally {
    db.close();
  }
}

test('looking up an unused key reads none of the others under it but its neighbours (R50)', async () => {
  await using files = await crowd();
  const db = new Database(files.viewsFile);
  // A row that leads elsewhere is damaged, and whoever reads it finds that.
  db.prepare('UPDATE outcomes SET decided = 1 WHERE by = ?').run('p-1500');
  db.close();
  lookUp(files.viewsFile, (record) => {
    for (const by of ['a', 'p-0000x', 'p-1497x', 'p-1501x', 'p-2000x', 'p-2998x', 'p-2999x', 'z']) {
      expect(record(key, by), by).toBe(undefined);
    }
    for (const unused of ['one-for-al', 'one-for-all.', 'zzz']) expect(record(unused, 'p')).toBe(undefined);
    expect(record(key, 'p-1499')).toContain('"p-1499"');
    for (const by of ['p-1498x', 'p-1499x', 'p-1500', 'p-1500x']) {
      expect(() => record(key, by), by).toThrow('an outcome is damaged');
    }
  });
});

test('a used key does not pass for a new one where its row or one beside it has suffered (R50)', async () => {
  await using files = await crowd();
  const whole = readFileSync(files.viewsFile);
  for (let nth = 0; nth < principals.length; nth += 150) {
    const by = principals[nth] ?? '';
    const places = placesOf(whole, `${key}${by}`);
    expect(places.length).toBeGreaterThan(0);
    // Smaller and greater keys and principals, one that another row has too, and texts that are none.
    for (const [text, at] of [
      ['a', 0],
      ['z', 0],
      ['\xff', 1],
      ['a', key.length],
      ['z', key.length],
      ['p-0001', key.length],
      ['p-2998', key.length],
      ['\x00', key.length + 2],
    ] as const) {
      const damaged = Buffer.from(whole);
      for (const place of places) damaged.write(text, place + at, 'latin1');
      writeFileSync(files.viewsFile, damaged);
      const what = `${by}, ${text} at ${at}`;
      lookUp(files.viewsFile, (record) => {
        expect(() => record(key, by), what).toThrow(ViewsDamage);
        // Who looks for one of these may be led astray by it.
        for (const other of principals.slice(Math.max(0, nth - 8), nth + 9)) {
          expect(toldOf(record, other), `${other} beside ${what}`).toMatch(RegExp(`"${other}"|damage`));
        }
      });
    }
  }
});

/** The record under the key, `nothing` or `damage`. */
function toldOf(record: LookUp, by: string): string {
  try {
    return record(key, by) ?? 'nothing';
  } catch (error) {
    if (error instanceof ViewsDamage) return 'damage';
    throw error;
  }
}

/** Where a text stands: in its row, and in what SQLite has left of that in pages from which it moved. */
function placesOf(whole: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) places.push(at);
  return places;
}
