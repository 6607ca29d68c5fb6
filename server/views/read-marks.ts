import type Database from 'better-sqlite3';
import { rowHolds } from './row-check.ts';
import { ViewsDamage } from './views-file.ts';

/** The marks of keys that were ahead of their time, the latest second first. Throws {@link ViewsDamage}. */
export function readMarks(db: Database.Database): string[] {
  const rows = db.prepare<[], { second: number; mark: string; crc: number }>(
    'SELECT second, mark, crc FROM ahead ORDER BY second DESC',
  );
  return rows.all().map(({ second, mark, crc }) => {
    if (!rowHolds(crc, second, mark)) throw new ViewsDamage('a mark of a key is damaged');
    return mark;
  });
}
