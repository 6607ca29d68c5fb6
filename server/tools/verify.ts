import { existsSync } from 'node:fs';
import { DataError } from '../data-error.ts';
import type { Place } from '../views/books.ts';
import { lostCommits } from '../views/open-store.ts';
import { JournalScan } from './journal-scan.ts';
import { type OnProgress, Replay } from './replay.ts';
import { type LedgerTotals, totalsOf, unbalanced } from './totals.ts';
import { type NoViews, ViewsCheck } from './views-check.ts';

/** What was found in a data folder. */
export interface Findings {
  readonly journal: JournalFindings;
  readonly views: ViewsFindings;
  /** Everything that is wrong: the journal's fault ends the search. */
  readonly problems: readonly DataError[];
}

export interface JournalFindings {
  readonly file: string;
  readonly isRight: boolean;
  /** Up to where it is right; without one it could not be opened. */
  readonly place: Place | undefined;
  readonly refusals: number;
  readonly openHolds: number;
  /** None where it is not right. */
  readonly ledgers: readonly LedgerTotals[];
}

export interface ViewsFindings {
  readonly file: string;
  /** `absent`: there is nothing to compare, and nothing wrong with that. `unknown`: the journal's fault came first. */
  readonly state: 'agree' | 'absent' | 'damaged' | 'unknown';
  /** Where they are. */
  readonly place: Place | undefined;
  /** Why they are absent, in words that follow the file's name. */
  readonly note: string;
}

/**
 * Reads a journal from its first commit on and the views beside it, and changes neither: a hub may be running
 * on them. Throws nothing for what it finds.
 */
export function verify(journalFile: string, viewsFile: string, onProgress: OnProgress): Findings {
  const check = new Verification(journalFile, viewsFile);
  check.run(onProgress);
  return check;
}

class Verification implements Findings {
  journal: JournalFindings;
  views: ViewsFindings;
  readonly problems: DataError[] = [];

  constructor(journalFile: string, viewsFile: string) {
    const nothing = { isRight: false, place: undefined, refusals: 0, openHolds: 0, ledgers: [] };
    this.journal = { file: journalFile, ...nothing };
    this.views = { file: viewsFile, state: 'unknown', place: undefined, note: '' };
  }

  run(onProgress: OnProgress): void {
    // Before the journal, which then has all that they have.
    const views = this.#openViews();
    try {
      if (!existsSync(this.journal.file)) {
        throw new DataError(
          this.journal.file,
          'is missing',
          "Name the hub's data folder with --data, or restore it from a backup.",
        );
      }
      using scan = new JournalScan(this.journal.file);
      using replay = new Replay(scan);
      try {
        if (views instanceof ViewsCheck) this.#compare(views, scan, replay, onProgress);
        replay.through(scan.head.number, onProgress);
        onProgress(scan.head.seq, scan.head.seq);
        const wrong = unbalanced(replay.books);
        if (wrong !== undefined) throw new DataError(scan.file, wrong, restoreAndReport);
        this.journal = { ...this.journal, isRight: true, ledgers: totalsOf(replay.books) };
      } finally {
        const { place, refusals, holds } = replay.books;
        this.journal = { ...this.journal, place, refusals, openHolds: holds.size };
      }
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.problems.unshift(error);
    } finally {
      if (views instanceof ViewsCheck) views[Symbol.dispose]();
    }
  }

  #openViews(): ViewsCheck | undefined {
    const { file } = this.views;
    try {
      const views = ViewsCheck.open(file);
      if (views instanceof ViewsCheck) {
        this.views = { ...this.views, place: views.books.place };
        return views;
      }
      this.#absent(views);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.views = { ...this.views, state: 'damaged' };
      this.problems.push(error);
    }
    return undefined;
  }

  #absent({ absent }: NoViews): void {
    this.views = { ...this.views, state: 'absent', note: absent };
  }

  #compare(views: ViewsCheck, scan: JournalScan, replay: Replay, onProgress: OnProgress): void {
    const { place } = views.books;
    if (place.epoch !== scan.meta.epoch) {
      this.#absent({ absent: `is of another journal (epoch ${place.epoch})` });
      return;
    }
    if (place.number > scan.head.number) throw lostCommits(scan.file, this.views.file, place);
    replay.take = views.take;
    replay.through(place.number, onProgress);
    replay.take = () => {};
    if (replay.books.place.hash !== place.hash) throw lostCommits(scan.file, this.views.file, place);
    views.compare(replay);
    // While they are open, the log of a hub's views can only grow.
    views[Symbol.dispose]();
    this.problems.push(...views.problems);
    this.views = { ...this.views, state: views.problems.length === 0 ? 'agree' : 'damaged' };
  }
}

const restoreAndReport = 'Restore it from a backup, and report this.';
