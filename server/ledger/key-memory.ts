import { aheadMark, keySecond, keyStanding, markSecond } from './key-order.ts';

/**
 * Which idempotency keys were used, in bounded memory.
 *
 * The newest keys are held in generations, each with the number of the commit that decided it. A generation
 * is dropped once it is old and the views hold all of it; the floor then rises to its greatest ordered key.
 * So an ordered key above the floor that is not held was never used. Any other key that is not held may
 * have been used long ago: only the views can tell. Keys that ran ahead of their time never raise the
 * floor, which would make everybody else's keys look old; the second that each names is marked instead.
 */
export class KeyMemory {
  #generations: Generation[] = [newGeneration()];
  #floor: string;
  readonly #marks = new Set<string>();
  /** Newest second of a mark that did not fit: up to it every key that is not held is looked up. */
  #unmarkedThrough = 0;
  /** Newest commit of which a key may have been dropped. */
  #droppedThrough: number;
  readonly #bounds: KeyMemoryBounds;

  /** Begins behind a commit, holding none of the keys up to it: see {@link KeyMemoryBeginning}. */
  constructor(bounds: KeyMemoryBounds, { commit, floor, marks }: KeyMemoryBeginning = beginning) {
    this.#bounds = bounds;
    this.#droppedThrough = commit;
    this.#floor = floor;
    for (const mark of marks) this.#mark(mark);
  }

  /** Number of the commit that decided the key, where memory still holds it. */
  find(by: string, key: string): number | undefined {
    for (const { commits } of this.#generations) {
      const commit = commits.get(by)?.get(key);
      if (commit !== undefined) return commit;
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
    let own = newest.commits.get(by);
    if (own === undefined) {
      own = new Map();
      newest.commits.set(by, own);
    }
    own.set(key, commit);
    newest.size += 1;
    newest.lastCommit = commit;
    const standing = keyStanding(key, atMs);
    if (standing === 'ordered' && key > newest.greatest) newest.greatest = key;
    if (standing === 'ahead') this.#mark(aheadMark(by, key));
    if (newest.size >= this.#bounds.keysPerGeneration) this.#generations.unshift(newGeneration());
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
  /** Principal, then key, to the number of the commit: keys are scoped to their principals. */
  readonly commits: Map<string, Map<string, number>>;
  size: number;
  greatest: string;
  lastCommit: number;
}

function newGeneration(): Generation {
  return { commits: new Map(), size: 0, greatest: '', lastCommit: 0 };
}
