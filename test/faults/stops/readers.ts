import type { Violation, WatchSeen } from '../checker/history.ts';
import { WireTap } from '../checker/wire-tap.ts';
import { type FirstTold, Reader } from './reader.ts';

const connectsAtOnce = 50;

interface GroupSize {
  readonly size: number;
  /** Of each of them. */
  readonly watches: number;
}

/** Many watchers of all transactions, in groups that are dealt with alike. */
export class Readers implements AsyncDisposable {
  readonly groups: readonly (readonly Reader[])[];
  readonly #taps: readonly WireTap[];
  readonly #all: readonly Reader[];

  private constructor(groups: readonly (readonly Reader[])[], taps: readonly WireTap[]) {
    this.groups = groups;
    this.#taps = taps;
    this.#all = groups.flat();
  }

  /** Opens groups, the first of each to be looked at closely. Resolves when every watch has begun. */
  static async open(url: string, sizes: readonly GroupSize[], nowMs: () => number): Promise<Readers> {
    const told: FirstTold = new Map();
    const taps: WireTap[] = [];
    const groups: Reader[][] = [];
    for (const [group, { size, watches }] of sizes.entries()) {
      const tap = new WireTap(`the first reader of group ${group}`, nowMs);
      const readers: Reader[] = [];
      for (let nth = 0; nth < size; nth += 1) {
        readers.push(new Reader(url, { told, watches, tap: nth === 0 ? tap : undefined }));
        if (nth % connectsAtOnce === 0) await readers.at(-1)?.begun();
      }
      await Promise.all(readers.map((reader) => reader.begun()));
      taps.push(tap);
      groups.push(readers);
    }
    return new Readers(groups, taps);
  }

  /** Watches that were looked at closely; those that are open must have been told through this seq. */
  watchesThrough(seq: number): WatchSeen[] {
    for (const tap of this.#taps) tap.reached(seq);
    return this.#taps.flatMap(({ watches }) => watches);
  }

  /** What some were told that may not be. */
  get violations(): Violation[] {
    return this.#all.flatMap(({ problem }, nth) =>
      problem === undefined ? [] : [{ invariant: 'I4', what: `reader ${nth} ${problem}` }],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((reader) => reader[Symbol.asyncDispose]()));
  }
}
