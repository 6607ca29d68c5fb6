import { setTimeout } from 'node:timers/promises';
import { Hub } from '../../../server/hub.ts';
import { chain, headOf } from '../../../server/journal/chain.ts';
import type { Commit, CommitBody, Head, Journal } from '../../../server/journal/journal.ts';
import type { Views } from '../../../server/views/views.ts';

/** A hub that acknowledges before the commit: what it says is written some time later. Loaded before the hub. */

const laterMs = 50;

class EarlyJournal implements Journal {
  readonly #inner: Journal;
  #head: Head;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(inner: Journal) {
    this.#inner = inner;
    this.#head = inner.head;
  }

  get epoch(): string {
    return this.#inner.epoch;
  }
  get toldEpoch(): string {
    return this.#inner.toldEpoch;
  }
  get durability(): Journal['durability'] {
    return this.#inner.durability;
  }
  get appendMs(): number {
    return this.#inner.appendMs;
  }
  get head(): Head {
    return this.#head;
  }

  async append(body: CommitBody, expected: Head): Promise<Head> {
    this.#head = headOf(chain(body, this.#head, 0));
    this.#writes = this.#writes
      .then(() => setTimeout(laterMs))
      .then(() => this.#inner.append(body, expected));
    return this.#head;
  }

  /** Resolves once all that was acknowledged until now is written. */
  async written(): Promise<void> {
    await this.#writes;
  }

  read(after: number, limit: number): Promise<Commit[]> {
    return this.#inner.read(after, limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}

/** Views that are asked when they can answer, as they cannot be ahead of what is written. */
function patient(views: Views, journal: EarlyJournal): Views {
  return new Proxy(views, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        await journal.written();
        return Reflect.apply(value, target, args);
      };
    },
  });
}

const { start } = Hub;
Hub.start = (options, journal, views, log, broken) => {
  const early = new EarlyJournal(journal);
  return start.call(Hub, options, early, patient(views, early), log, broken);
};
