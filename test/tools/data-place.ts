import Database from 'better-sqlite3';
import { type Findings, verify } from '../../server/tools/verify.ts';
import type { ViewsFiles } from '../views/views-files.ts';

/** What verifying finds, without a sign of progress. */
export function findingsOf({
  journalFile,
  viewsFile,
}: Pick<ViewsFiles, 'journalFile' | 'viewsFile'>): Findings {
  return verify(journalFile, viewsFile, () => {});
}

/** Changes a file with SQL. */
export function alter(file: string, sql: string): void {
  const db = new Database(file, { fileMustExist: true });
  db.unsafeMode();
  db.exec(sql);
  db.close();
}
