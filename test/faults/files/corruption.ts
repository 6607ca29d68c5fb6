import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DataError } from '../../../server/data-error.ts';
import { openDataFolder } from '../../../server/data-folder.ts';
import { JournalError } from '../../../server/journal-error.ts';
import { loadMemory } from '../../../server/load-memory.ts';
import { openLocalViews } from '../../../server/views/local-views.ts';
import { InThreadJournal } from '../../journal/in-thread-journal.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import type { BookKeeper } from '../../views/book-keeper.ts';
import { Fold } from '../../views/fold.ts';
import { answersOf, busyBank, rightAnswers } from '../../views/views-files.ts';
import { damage, type Sources } from './damages.ts';

/** Starts on damaged files: refused with clear words, or right in every answer. */

const recentMax = 20;
const commitsAtLeast = 30;

/** How many starts ended how. */
export interface CorruptionCounts {
  cases: number;
  refused: number;
  /** Views that failed when they were asked, and were right at the next start. */
  failed: number;
  right: number;
  /** Right, as of an earlier commit, with nothing in the folder that knew of a later one. */
  earlier: number;
}

/** A bank in commits, and what it answers after each. */
class Bank {
  readonly #records: readonly string[];
  /** How many records there are up to each commit. */
  readonly #ends: number[] = [0];
  readonly #folds = new Map<number, { readonly fold: Fold; readonly right: unknown }>();
  readonly bodies: ReturnType<BookKeeper['body']>[] = [];

  constructor(other: boolean) {
    const whole = busyBank();
    if (other) whole.ask({ t: 'deposit', account: 'A', amount: '7' });
    this.#records = whole.records;
    const [first, ...rest] = whole.body().records.split('\n');
    const size = Math.ceil(rest.length / commitsAtLeast);
    let [seq, taken] = [1, 0];
    for (const lines of [
      [first ?? ''],
      ...Array.from({ length: commitsAtLeast }, (_, nth) => rest.slice(nth * size, (nth + 1) * size)),
    ]) {
      if (lines.length === 0) continue;
      const count = lines.filter((line) => line.startsWith('{"seq":')).length;
      this.bodies.push({ firstSeq: seq, count, atMs: 1_800_000_000_000, records: lines.join('\n') });
      seq += count;
      taken += lines.length;
      this.#ends.push(taken);
    }
  }

  at(commit: number): { readonly fold: Fold; readonly right: unknown } {
    let found = this.#folds.get(commit);
    if (found === undefined) {
      const fold = new Fold(this.#records.slice(0, this.#ends[commit]));
      found = { fold, right: { ...Object(rightAnswers(fold)) } };
      this.#folds.set(commit, found);
    }
    return found;
  }

  /** Writes its commits to a folder, or those that it does not have yet; leaves them there as a stop would, and in another as a kill. */
  async write(stopped: string, killed: string, commits: number): Promise<void> {
    mkdirSync(stopped, { recursive: true });
    const journalFile = join(stopped, 'journal.sqlite');
    await using journal = new InThreadJournal(journalFile);
    const viewsFile = join(stopped, 'views.sqlite');
    await using views = await openLocalViews({ journal, journalFile, viewsFile, recentMax });
    for (const body of this.bodies.slice(journal.head.number, commits)) {
      await journal.append(body, journal.head);
      await views.load(journal.head.number);
    }
    cpSync(stopped, killed, { recursive: true, filter: (name) => !name.endsWith('-shm') });
  }
}

export async function corrupt(
  seed: number,
  cases: number,
  onCase: (counts: CorruptionCounts) => void,
): Promise<CorruptionCounts> {
  const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'florin-corrupt-'));
  const counts: CorruptionCounts = { cases: 0, refused: 0, failed: 0, right: 0, earlier: 0 };
  try {
    const bank = new Bank(false);
    const place = (name: string): readonly [string, string] => [
      join(scratch, `${name}-stopped`),
      join(scratch, `${name}-killed`),
    ];
    const sources: Sources = { whole: place('whole'), older: place('older'), foreign: place('foreign') };
    await bank.write(...sources.older, Math.floor(bank.bodies.length / 2));
    cpSync(sources.older[0], sources.whole[0], { recursive: true });
    await bank.write(...sources.whole, bank.bodies.length);
    await new Bank(true).write(...sources.foreign, bank.bodies.length);
    for (let nth = 0; nth < cases; nth += 1) {
      const folder = join(scratch, 'damaged');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const what = damage(folder, sources, seededRandom(seed + nth));
      counts.cases += 1;
      try {
        await checkStart(folder, bank, counts);
      } catch (error) {
        throw new Error(
          `seed ${seed + nth}: ${what}. Again: npm run corrupt -- --cases 1 --seed ${seed + nth}`,
          { cause: error },
        );
      }
      onCase(counts);
    }
    return counts;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function checkStart(folder: string, bank: Bank, counts: CorruptionCounts): Promise<void> {
  for (let start = 1; start <= 2; start += 1) {
    try {
      const commit = await answersOfStart(folder, bank);
      if (commit < bank.bodies.length) counts.earlier += 1;
      else counts.right += 1;
      return;
    } catch (error) {
      const clear = error instanceof DataError || error instanceof JournalError;
      if (!clear || !/ [A-Z][^.]+\.( |$)/.test(error.message)) throw error;
      const isViewsFault = error instanceof DataError && error.message.includes('Start the hub again');
      if (!isViewsFault) {
        counts.refused += 1;
        return;
      }
      if (start === 2) throw new Error('the views fail again', { cause: error });
      counts.failed += 1;
    }
  }
}

/** Asks everything after a start; gives the commit as of which the answers are. Throws where one is wrong. */
async function answersOfStart(path: string, bank: Bank): Promise<number> {
  await using folder = await openDataFolder(path);
  const { journalFile, viewsFile } = folder;
  await using journal = new InThreadJournal(journalFile);
  await using views = await openLocalViews({ journal, journalFile, viewsFile, recentMax });
  const { number } = journal.head;
  loadMemory(await views.load(number));
  const { fold, right } = bank.at(number);
  const answers = await answersOf(views, number, fold);
  if (!isDeepStrictEqual(answers, right)) throw new Error(`an answer is wrong as of commit ${number}`);
  return number;
}
