import { JournalError } from '../journal-error.ts';
import { fromThrown } from '../threads/thrown.ts';
import { WorkerCalls } from '../threads/worker-calls.ts';
import type { Commit, CommitBody, Durability, Head, Journal } from './journal.ts';
import type { JournalCall, JournalNote, JournalReply, Opened } from './journal-calls.ts';

/**
 * Opens the journal in its own thread, so that this one never waits for the disk, and makes it where there
 * is none. Rejects with {@link DataError} where the file may not be used. `onFailure` hears of a journal
 * that has failed when no call could tell; it refuses everything from then on.
 */
export async function openWorkerJournal(
  file: string,
  onFailure: (error: Error) => void = () => {},
): Promise<Journal> {
  const calls = new WorkerCalls<JournalCall, JournalReply, JournalNote>(
    new URL('./journal-worker.js', import.meta.url),
    {
      note: ({ failed }) => onFailure(fromThrown(failed)),
      ended: (cause) => {
        const error = new JournalError('broken', `the journal's thread failed: ${cause.message}`, { cause });
        onFailure(error);
        return error;
      },
    },
  );
  try {
    const opened = await calls.call({ t: 'open', file }, (reply) =>
      reply.t === 'opened' ? reply : undefined,
    );
    return new WorkerJournal(calls, opened);
  } catch (error) {
    await calls[Symbol.asyncDispose]();
    throw error;
  }
}

class WorkerJournal implements Journal {
  readonly epoch: string;
  readonly toldEpoch: string;
  readonly durability: Durability;
  readonly #calls: WorkerCalls<JournalCall, JournalReply, JournalNote>;
  #head: Head;
  #appendMs = 0;

  constructor(
    calls: WorkerCalls<JournalCall, JournalReply, JournalNote>,
    { epoch, toldEpoch, head, durability }: Opened,
  ) {
    this.#calls = calls;
    this.epoch = epoch;
    this.toldEpoch = toldEpoch;
    this.durability = durability;
    this.#head = head;
  }

  get head(): Head {
    return this.#head;
  }

  get appendMs(): number {
    return this.#appendMs;
  }

  async append(body: CommitBody, expected: Head): Promise<Head> {
    try {
      const { head, ms } = await this.#calls.call({ t: 'append', body, expected }, (reply) =>
        reply.t === 'appended' ? reply : undefined,
      );
      this.#head = head;
      this.#appendMs = ms;
    } catch (error) {
      if (error instanceof JournalError && error.failure === 'conflict') {
        this.#head = await this.#calls.call({ t: 'head' }, (reply) =>
          reply.t === 'head' ? reply.head : undefined,
        );
      }
      throw error;
    }
    return this.#head;
  }

  read(after: number, limit: number): Promise<Commit[]> {
    return this.#calls.call({ t: 'read', after, limit }, (reply) =>
      reply.t === 'commits' ? reply.commits : undefined,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#calls[Symbol.asyncDispose]();
  }
}
