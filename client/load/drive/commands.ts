import type { ErrorCode } from '../../../shared/codes.ts';
import { commandKey } from '../command-key.ts';
import { ScriptOrder, type Turn } from '../mixed/script-order.ts';
import type { OutcomeLog } from '../outcome-log.ts';
import type { Workload } from '../workload.ts';
import type { BatchJob, BatchState, CommandJob } from './job.ts';

/** The commands of one thread: makes them one after the other, and keeps what came of each. */
export class Commands {
  readonly #workload: Workload;
  readonly #run: string;
  readonly #thread: number;
  readonly #log: OutcomeLog;
  /** Of `mixed`, where some commands follow others. */
  readonly #order: ScriptOrder | undefined;
  #next = 0;
  #outstanding = 0;
  #lastSeq = 0;
  #transactions = 0;

  constructor(workload: Workload, run: string, thread: number, log: OutcomeLog) {
    this.#workload = workload;
    this.#run = run;
    this.#thread = thread;
    this.#log = log;
    this.#order = workload.hasScript ? new ScriptOrder(log) : undefined;
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

  /** The next command, or batch of them, which leaves now. `startedMs` on the steady clock: when it was to leave. */
  next(startedMs: number): CommandJob | BatchJob {
    if (this.#order !== undefined) return this.#turn(this.#order.next(), startedMs);
    const n = this.#next;
    this.#next += 1;
    return this.#job(n, startedMs, undefined);
  }

  /** What still has to be sent when all else has ended, so that no account stays frozen. */
  owed(startedMs: number): CommandJob | BatchJob | undefined {
    const turn = this.#order?.owed();
    return turn && this.#turn(turn, startedMs);
  }

  committed({ n }: CommandJob, seq: number): void {
    this.#outstanding -= 1;
    this.#transactions += 1;
    this.#log.committed(n, seq);
    if (seq > this.#lastSeq) this.#lastSeq = seq;
    this.#order?.committed(n);
  }

  refused({ n }: CommandJob, code: ErrorCode): void {
    this.#outstanding -= 1;
    this.#log.refused(n, code);
    this.#order?.refused(n);
  }

  #turn({ numbers, isAtomic }: Turn, startedMs: number): CommandJob | BatchJob {
    const [first = 0] = numbers;
    if (isAtomic === undefined) return this.#job(first, startedMs, undefined);
    const batch = { left: numbers.length };
    return { kind: 'batch', isAtomic, jobs: numbers.map((n) => this.#job(n, startedMs, batch)) };
  }

  #job(n: number, startedMs: number, batch: BatchState | undefined): CommandJob {
    this.#outstanding += 1;
    const keyMs = Date.now();
    this.#log.sent(n, keyMs);
    const command = this.#workload.command(this.#thread, n);
    const key = commandKey(keyMs, this.#run, this.#thread, n);
    return { kind: 'command', n, key, command, of: this.#seqOf(command), startedMs, batch };
  }

  #seqOf(command: CommandJob['command']): number {
    if (!('of' in command)) return 0;
    const followed = this.#log.at(command.of);
    if (followed.kind !== 'committed') throw new Error(`command ${command.of} is not committed`);
    return followed.seq;
  }
}
