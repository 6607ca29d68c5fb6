import { CounterRandom } from '../random.ts';
import { accountName, type Workload } from '../workload.ts';
import type { Question, ReadJob } from './job.ts';

/** Of the workload `mixed`: how many reads there are to a request with commands. */
const readsPerCommand = 0.25;
const accountsPerRead = 2;
/** Shares of the reads; what remains are `get`s. */
const histories = 0.2;
const balances = 0.15;
const statements = 0.1;
/** Items of a history or statement, and how far back that goes. */
const pageItems = 20;
const periodMs = 60_000;

/** Streams of random numbers from here on are the threads' reads; see `watch/selection.ts` for those below. */
const readStreams = 2 ** 20;

/** The questions that one thread asks between its commands. */
export class Reads {
  readonly #workload: Workload;
  readonly #ledger: string;
  readonly #random: CounterRandom;
  readonly #stream: number;
  #asked = 0;

  constructor(workload: Workload, ledger: string, seed: number, thread: number) {
    this.#workload = workload;
    this.#ledger = ledger;
    this.#random = new CounterRandom(seed);
    this.#stream = readStreams + thread;
  }

  /** What to ask after the next command, if anything. `lastSeq`: one that has been committed, 0 for none. */
  next(startedMs: number, lastSeq: number): ReadJob | undefined {
    this.#random.seek(this.#stream, this.#asked);
    this.#asked += 1;
    if (this.#random.next() >= readsPerCommand) return undefined;
    return { kind: 'read', question: this.#question(lastSeq), startedMs };
  }

  #question(lastSeq: number): Question {
    const share = this.#random.next();
    const account = (): string => accountName(this.#ledger, this.#workload.account(this.#random));
    if (share < histories) return { t: 'history', account: account(), limit: pageItems };
    // A past balance needs a past.
    if (share < histories + balances && lastSeq > 0)
      return { t: 'balance', account: account(), at: 1 + this.#random.below(lastSeq) };
    if (share < histories + balances + statements) {
      const from = new Date(Date.now() - periodMs).toISOString();
      return { t: 'statement', account: account(), from, limit: pageItems };
    }
    return { t: 'get', accounts: Array.from({ length: accountsPerRead }, account) };
  }
}
