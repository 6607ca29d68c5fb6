import { keyTimeMs } from '../../shared/keys.ts';
import { aheadMark, keySecond, keyStanding, markSecond } from './key-order.ts';
import { type Fingerprint, type Fingerprinter, KeyTable } from './key-table.ts';

/**
 * Which idempotency keys were used, in bounded memory.
 *
 * The newest keys are held in generations, each with the number of the commit that decided it. A generation
 * is dropped once it is old and the views hold all of it; the floor then rises to its greatest ordered key.
 * So an ordered key above the floor that is not held was never used. Any other key that is not held may
 * have been used long ago: only the views can tell. Keys that ran ahead of their time never raise the
 * floor, which would make everybody else's keys look old; the second that each names is marked instead.
 *
 * What is held of a key is its fingerprint. A key that is not held was not decided by the commits that
 * memory covers; one that is held may be another with the same fingerprint, which again the views can tell.
 */
export class KeyMemory {
  #generations: Generation[];
  #floor: string;
  readonly #marks = new Set<string>();
  /** Newest second of a mark that did not fit: up to it every key that is not held is looked up. */
  #unmarkedThrough = 0;
  /** Newest commit of which a key may have been dropped. */
  #droppedThrough: number;
  readonly #bounds: KeyMemoryBounds;
  readonly #fingerprintOf: Fingerprinter;
  /** The key asked for last, which is nearly always the one that is remembered next. */
  #last: { readonly by: string; readonly key: string; readonly fingerprint: Fingerprint } | undefined;

  /** Begins behind a commit, holding none of the keys up to it: see {@link KeyMemoryBeginning}. */
  constructor(
    bounds: KeyMemoryBounds,
    fingerprintOf: Fingerprinter,
    { commit, floor, marks }: KeyMemoryBeginning = beginning,
  ) {
    this.#bounds = bounds;
    this.#fingerprintOf = fingerprintOf;
    this.#generations = [newGeneration(bounds)];
    this.#droppedThrough = commit;
    this.#floor = floor;
    for (const mark of marks) this.#mark(mark);
  }

  /**
   * Number of the newest commit that may have decided the key, where memory holds one: that commit decided
   * it, or no commit since.
   */
  find(by: string, key: string): number | undefined {
    const fingerprint = this.#fingerprint(by, key);
    const isOrdered = keyTimeMs(key) !== undefined;
    for (const { commits, greatest, hasAhead } of this.#generations) {
      // Nearly every key is new, and newer than all that older generations hold.
      if (isOrdered && key > greatest && !hasAhead) continue;
      const commit = commits.get(fingerprint);
      if (commit > 0) return commit;
    }
    return undefined;
  }

  /** Whether a key that is not held is certain never to have been used. */
  isNew(by: string, key: string, nowMs: number): boolean {
    if (keyStanding(key, nowMs) !== 'ordered' || key <= this.#floor) return false;
    if (this.#marks.size === 0 && this.#unmarkedThrough === 0) return true;
    return keySecond(key) > this.#unmarkedThrough && !this.#marks.has(aheadMark(by, key));
  }

  /** Whether an answer of the views as of `commit` accounts for every key that is no longer held. */
  covers(commit: number): boolean {
    return commit >= this.#droppedThrough;
  }

  remember(by: string, key: string, atMs: number, commit: number): void {
    const newest = this.#newest();
    newest.commits.set(this.#fingerprint(by, key), commit);
    newest.lastCommit = commit;
    const standing = keyStanding(key, atMs);
    if (standing === 'ordered' && key > newest.greatest) newest.greatest = key;
    if (standing === 'ahead') {
      newest.hasAhead = true;
      this.#mark(aheadMark(by, key));
    }
    if (newest.commits.size >= this.#bounds.keysPerGeneration)
      this.#generations.unshift(newGeneration(this.#bounds));
  }

  /** To be called when the views hold `commit` durably: lets go of what is theirs now. */
  release(commit: number): void {
    while (this.#generations.length > this.#bounds.generations) {
      const oldest = this.#generations.at(-1);
      if (oldest === undefined || oldest.lastCommit > commit) return;
      this.#generations.pop();
      this.#droppedThrough = Math.max(this.#droppedThrough, oldest.lastCommit);
      if (oldest.greatest > this.#floor) this.#floor = oldest.greatest;
      const floorSecond = keySecond(this.#floor);
      for (const mark of this.#marks) if (markSecond(mark) < floorSecond) this.#marks.delete(mark);
    }
  }

  #fingerprint(by: string, key: string): Fingerprint {
    if (this.#last?.key !== key || this.#last.by !== by) {
      this.#last = { by, key, fingerprint: this.#fingerprintOf(by, key) };
    }
    return this.#last.fingerprint;
  }

  #mark(mark: string): void {
    if (this.#marks.size < this.#bounds.marksMax) this.#marks.add(mark);
    else this.#unmarkedThrough = Math.max(this.#unmarkedThrough, markSecond(mark));
  }

  #newest(): Generation {
    const newest = this.#generations[0];
    if (newest === undefined) throw new Error('there is always a newest generation');
    return newest;
  }
}

/** What was decided before: through which commit, the greatest ordered key, and the marks of keys ahead of their time. */
export interface KeyMemoryBeginning {
  readonly commit: number;
  readonly floor: string;
  readonly marks: Iterable<string>;
}
const beginning: KeyMemoryBeginning = { commit: 0, floor: '', marks: [] };

export interface KeyMemoryBounds {
  readonly keysPerGeneration: number;
  /** How many generations stay although the views hold them. */
  readonly generations: number;
  /** Marks of keys that were ahead of their time. */
  readonly marksMax: number;
}

interface Generation {
  readonly commits: KeyTable;
  /** The greatest time-ordered key that was not ahead of its time. */
  greatest: string;
  hasAhead: boolean;
  lastCommit: number;
}

function newGeneration({ keysPerGeneration }: KeyMemoryBounds): Generation {
  return { commits: new KeyTable(keysPerGeneration), greatest: '', hasAhead: false, lastCommit: 0 };
}
