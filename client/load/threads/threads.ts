import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { LoadOptions } from '../options.ts';
import { OutcomeLog } from '../outcome-log.ts';
import { CommitTimes } from '../watch/commit-times.ts';
import type { WatcherReport } from '../watcher-report.ts';
import type { FromThread, Schedule, ThreadSetup, ToThread } from './messages.ts';
import { Pacer } from './pacer.ts';
import type { Slice } from './slice.ts';

export interface ThreadsEvents {
  /** So many connections stand. */
  connected(connections: number): void;
  /** Its histograms are to be emptied. */
  slice(slice: Slice): void;
}

/** What all threads came to. */
export interface Finished {
  /** By thread. */
  readonly logs: readonly OutcomeLog[];
  readonly watchers: readonly WatcherReport[];
  /** Commands that were never answered. */
  readonly unanswered: number;
  /** Share of the measured part in which the busiest thread was busy, 0..1. */
  readonly busiest: number;
}

/** How long no connection may come to stand before the run is given up. */
const connectWithinMs = 20_000;

/** A load thread failed: the run cannot go on. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
}

/** The load threads of a run, that share its clients and watchers evenly. */
export class Threads implements AsyncDisposable {
  readonly #options: LoadOptions;
  readonly #events: ThreadsEvents;
  readonly #workers: readonly Worker[];
  readonly #exits: readonly Promise<unknown>[];
  /** Of those threads that have clients; of an open loop. */
  readonly #arrivals: MessagePort[] = [];
  /** By thread. */
  readonly #connected: number[] = [];
  readonly #drained: Drained[] = [];
  readonly #finished: FinishedThread[] = [];
  readonly #failed: Promise<never>;
  #fail: (error: Error) => void = () => {};
  #pacer: Pacer | undefined;
  #problem = '';
  #onChange = (): void => {};

  constructor(options: LoadOptions, run: string, events: ThreadsEvents) {
    this.#options = options;
    this.#events = events;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for something hears of it; nobody waits all the time.
    this.#failed.catch(() => undefined);
    const { threads, watchers, watchMode } = options;
    const startMs = Date.now();
    const commitTimes = watchers > 0 && watchMode === 'latest' ? CommitTimes.newBuffer() : undefined;
    let firstWatcher = 0;
    this.#workers = Array.from({ length: threads }, (_, thread) => {
      const clients = shareOf(options.clients, threads, thread);
      const count = shareOf(watchers, threads, thread);
      const setup: ThreadSetup = {
        options,
        run,
        thread,
        clients,
        watchers: { first: firstWatcher, count },
        startMs,
        commitTimes,
        arrivals: clients > 0 && options.rate !== undefined ? this.#newArrivals() : undefined,
      };
      firstWatcher += count;
      return this.#start(setup);
    });
    this.#exits = this.#workers.map((worker) => once(worker, 'exit'));
  }

  /** Resolves when all connections stand; rejects where no more come. */
  async connected(): Promise<void> {
    const { clients, watchers } = this.#options;
    const wanted = clients + watchers;
    let known = -1;
    let sinceMs = performance.now();
    await this.#until(() => {
      const connections = sum(this.#connected);
      if (connections > known) {
        known = connections;
        sinceMs = performance.now();
        this.#events.connected(connections);
      } else if (performance.now() - sinceMs > connectWithinMs) {
        const why = this.#problem === '' ? '' : `: ${this.#problem}`;
        throw new LoadFailure(`only ${connections} of ${wanted} connections came to stand${why}`);
      }
      return connections === wanted;
    });
  }

  /** What is awaited while the threads work; rejects where one of them fails. */
  during<T>(awaited: Promise<T>): Promise<T> {
    return Promise.race([awaited, this.#failed]);
  }

  begin(schedule: Schedule): void {
    const { rate, seed, clients } = this.#options;
    if (rate !== undefined) this.#pacer = new Pacer({ rate, seed, clients }, this.#arrivals, schedule);
    this.#tell({ kind: 'begin', schedule });
  }

  /** Ends the measured part then, ahead of time. */
  stop(endMs: number): void {
    this.#pacer?.stop();
    this.#tell({ kind: 'stop', endMs });
  }

  /** Waits for the last answers, lets the watchers hear of everything, closes all connections and ends the threads. */
  async finish(): Promise<Finished> {
    await this.#until(() => this.#drained.length === this.#workers.length);
    const seq = Math.max(...this.#drained.map((each) => each.seq));
    const transactions = sum(this.#drained.map((each) => each.transactions));
    this.#tell({ kind: 'finish', seq, transactions });
    await this.#until(() => this.#finished.filter(Boolean).length === this.#workers.length);
    await Promise.all(this.#exits);
    return {
      logs: this.#finished.map(({ log }) => OutcomeLog.from(log)),
      watchers: this.#finished.flatMap(({ watchers }) => watchers),
      unanswered: sum(this.#finished.map(({ unanswered }) => unanswered)),
      busiest: Math.max(...this.#finished.map(({ busy }) => busy)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pacer?.[Symbol.asyncDispose]();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #newArrivals(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#arrivals.push(port1);
    return port2;
  }

  #start(setup: ThreadSetup): Worker {
    const worker = new Worker(new URL('./load-thread.js', import.meta.url), {
      workerData: setup,
      transferList: setup.arrivals === undefined ? [] : [setup.arrivals],
    });
    worker.on('message', (message: FromThread) => this.#take(setup.thread, message));
    worker.on('error', (error) => this.#fail(error));
    return worker;
  }

  #take(thread: number, message: FromThread): void {
    switch (message.kind) {
      case 'connected':
        this.#connected[thread] = message.connections;
        if (message.problem !== '') this.#problem = message.problem;
        break;
      case 'slice': {
        const { slice } = message;
        this.#events.slice(slice);
        const { acknowledgement, watching, kinds } = slice;
        const histograms = [acknowledgement, watching, ...kinds.map(({ latency }) => latency)];
        this.#workers[thread]?.postMessage({ kind: 'merged', histograms } satisfies ToThread);
        break;
      }
      case 'drained':
        this.#drained.push(message);
        break;
      case 'finished':
        this.#finished[thread] = message;
        break;
      case 'failed':
        this.#fail(new LoadFailure(message.message));
        break;
    }
    this.#onChange();
  }

  #tell(message: ToThread): void {
    for (const worker of this.#workers) worker.postMessage(message);
  }

  /** Resolves once this holds, looked at with every message of a thread; rejects with what it throws, or what failed. */
  async #until(holds: () => boolean): Promise<void> {
    const held = new Promise<void>((resolve, reject) => {
      this.#onChange = () => {
        try {
          if (holds()) resolve();
        } catch (error) {
          reject(error);
        }
      };
      this.#onChange();
    });
    await this.during(held);
    this.#onChange = () => {};
  }
}

type Drained = Extract<FromThread, { kind: 'drained' }>;
type FinishedThread = Extract<FromThread, { kind: 'finished' }>;

/** Of `total`, what one of `parts` has: the first ones have one more where it does not come out even. */
function shareOf(total: number, parts: number, part: number): number {
  return Math.floor(total / parts) + (part < total % parts ? 1 : 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
