import type Database from 'better-sqlite3';
import type { Books } from './books.ts';
import { ViewsDamage } from './views-file.ts';

/** Tables where it means something that a row is not there: a key is new, a transaction is untouched. */
const lookups = ['outcomes', 'sequels'] as const;

/**
 * A row's own check cannot tell that the row is hidden, because the page that it is on does not lead to it any more or
 * is an older one. SQLite's check of a table accounts for each byte of its pages and for the order of its rows, in 70
 * ns a row. Throws {@link ViewsDamage}.
 */
export function checkLookups(db: Database.Database, { place, refusals }: Books): void {
  for (const table of lookups) {
    const found = db.pragma(`quick_check(${table})`, { simple: true });
    if (found !== 'ok') throw new ViewsDamage(`table ${table} is damaged: ${found}`);
  }
  const keys = db.prepare<[], number>('SELECT count(*) FROM outcomes').pluck().get();
  // Each decision has one key.
  if (keys !== place.seq + refusals)
    throw new ViewsDamage(`${keys} outcomes of ${place.seq + refusals} are there`);
}
