import { Heap } from '../../../server/ledger/heap.ts';
import type { Trace } from './trace.ts';

/** Taken before anything is replaced: turns of the real event loop. */
const realSetImmediate = setImmediate;

/** Resolves when every promise and tick that is due has had its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}

/** A process of the simulated world: what it has planned goes with it. */
export class Process {
  readonly name: string;
  isAlive = true;
  /** It does nothing until then. */
  stallsUntilMs = 0;
  /** How far its wall clock is ahead of the world's. */
  clockAheadMs = 0;
  /** When its newest immediate runs: they keep their order. */
  lastImmediateMs = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/** Something planned for a time. */
export class Task {
  readonly process: Process;
  readonly order: number;
  readonly label: string;
  atMs: number;
  place = -1;
  readonly run: () => void;

  constructor(process: Process, atMs: number, order: number, label: string, run: () => void) {
    this.process = process;
    this.atMs = atMs;
    this.order = order;
    this.label = label;
    this.run = run;
  }
}

/** One queue of tasks for all processes, in the order of a virtual time that passes only where nothing is to be done. */
export class EventLoop {
  /** What plans things is the process whose task runs. */
  current: Process;
  nowMs = 0;
  #order = 0;
  readonly #trace: Trace;
  readonly #tasks = new Heap<Task>({
    rankOf: (task) => task.atMs,
    before: (a, b) => a.order < b.order,
    placeOf: (task) => task.place,
    setPlace: (task, place) => {
      task.place = place;
    },
  });

  constructor(world: Process, trace: Trace) {
    this.current = world;
    this.#trace = trace;
  }

  /** Counts up: what has the lower number came before. */
  tick(): number {
    this.#order += 1;
    return this.#order;
  }

  plan(process: Process, delayMs: number, label: string, run: () => void): Task {
    const task = new Task(process, this.nowMs + Math.max(0, delayMs), this.tick(), label, run);
    if (process.isAlive) this.#tasks.add(task);
    return task;
  }

  cancel(task: Task): void {
    if (task.place >= 0) this.#tasks.remove(task);
  }

  /** Runs what is planned until `isOver`, nothing is left, or the time has come. What a task throws ends the run. */
  async run(isOver: () => boolean, untilMs: number): Promise<void> {
    while (!isOver()) {
      const task = this.#tasks.at(0);
      if (task === undefined || task.atMs > untilMs) return;
      this.#tasks.remove(task);
      const { process } = task;
      if (!process.isAlive) continue;
      this.nowMs = Math.max(this.nowMs, task.atMs);
      if (process.stallsUntilMs > this.nowMs) {
        task.atMs = process.stallsUntilMs;
        this.#tasks.add(task);
        continue;
      }
      this.current = process;
      this.#trace.add(this.nowMs, process.name, task.label);
      task.run();
      // Everything that the task has resolved goes on within its turn, before anything else.
      await settled();
    }
  }
}
