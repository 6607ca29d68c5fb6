import type { ErrorCode } from '../../../shared/codes.ts';
import { commandKey } from '../command-key.ts';
import type { OutcomeLog } from '../outcome-log.ts';
import type { Workload } from '../workload.ts';
import type { CommandJob } from './job.ts';

/** The commands of one thread: makes them one after the other, and keeps what came of each. */
export class Commands {
  readonly #workload: Workload;
  readonly #run: string;
  readonly #thread: number;
  readonly #log: OutcomeLog;
  #next = 0;
  #outstanding = 0;
  #lastSeq = 0;
  #transactions = 0;

  constructor(workload: Workload, run: string, thread: number, log: OutcomeLog) {
    this.#workload = workload;
    this.#run = run;
    this.#thread = thread;
    this.#log = log;
  }

  /** How many have no answer. */
  get outstanding(): number {
    return this.#outstanding;
  }

  /** The greatest seq of those that were acknowledged, 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** How many were acknowledged. */
  get transactions(): number {
    return this.#transactions;
  }

  /** The next command, which leaves now. `startedMs` on the steady clock: when it was to leave. */
  next(startedMs: number): CommandJob {
    const n = this.#next;
    this.#next += 1;
    this.#outstanding += 1;
    const keyMs = Date.now();
    this.#log.sent(n, keyMs);
    const command = this.#workload.command(this.#thread, n);
    return { kind: 'command', n, key: commandKey(keyMs, this.#run, this.#thread, n), command, startedMs };
  }

  committed({ n }: CommandJob, seq: number): void {
    this.#outstanding -= 1;
    this.#transactions += 1;
    this.#log.committed(n, seq);
    if (seq > this.#lastSeq) this.#lastSeq = seq;
  }

  refused({ n }: CommandJob, code: ErrorCode): void {
    this.#outstanding -= 1;
    this.#log.refused(n, code);
  }
}
