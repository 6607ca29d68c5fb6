import { nanoid } from 'nanoid';
import { chain, genesis, headOf, sameHead } from '../../server/journal/chain.ts';
import type { Commit, CommitBody, Head, Journal } from '../../server/journal/journal.ts';
import { JournalError } from '../../server/journal-error.ts';

/** A journal that lasts as long as its object: for tests and simulations. */
export class MemoryJournal implements Journal {
  readonly epoch: string;
  readonly toldEpoch: string;
  readonly durability = { journal: 'memory', synchronous: 'OFF' };
  /** Nothing becomes durable. */
  readonly appendMs = 0;
  readonly #commits: Commit[] = [];
  #head: Head;

  constructor(epoch: string = nanoid()) {
    this.epoch = epoch;
    this.toldEpoch = epoch;
    this.#head = genesis(epoch);
  }

  get head(): Head {
    return this.#head;
  }

  async append(body: CommitBody, expected: Head): Promise<Head> {
    if (!sameHead(expected, this.#head)) {
      throw new JournalError('conflict', `the journal ends with commit ${this.#head.number}`);
    }
    const commit = chain(body, this.#head, this.#commits.at(-1)?.atMs ?? 0);
    this.#commits.push(commit);
    this.#head = headOf(commit);
    return this.#head;
  }

  async read(after: number, limit: number): Promise<Commit[]> {
    return this.#commits.slice(after, after + limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
