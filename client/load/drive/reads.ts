import { CounterRandom } from '../random.ts';
import { accountName, type Workload } from '../workload.ts';
import type { ReadJob } from './job.ts';

/** Of the workload `mixed`: how many reads there are to a command. */
const readsPerCommand = 0.25;
const accountsPerRead = 2;

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

  /** What to ask after the next command, if anything. */
  next(): ReadJob | undefined {
    this.#random.seek(this.#stream, this.#asked);
    this.#asked += 1;
    if (this.#random.next() >= readsPerCommand) return undefined;
    const account = (): string => accountName(this.#ledger, this.#workload.account(this.#random));
    return { kind: 'read', accounts: Array.from({ length: accountsPerRead }, account) };
  }
}
