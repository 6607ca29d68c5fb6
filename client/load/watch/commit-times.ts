/** Entries; at 50,000 transactions a second, of two accounts each, one stays for about ten seconds. */
const slots = 2 ** 20;

/**
 * When transactions were decided, from the threads that get their acknowledgements to those that watch balances, for
 * `balances` events have no time of their own. An entry has two numbers for a name: an account and its version,
 * or 0 and a seq. A table in shared memory, in which newer entries push out older ones.
 */
export class CommitTimes {
  /** Pairs of a mark of the name, 0 where there is none, and milliseconds since `startMs`. */
  readonly #table: Int32Array;
  readonly #startMs: number;

  /** `startMs` is Unix time; what is told may be 24 days away from it. */
  constructor(buffer: SharedArrayBuffer, startMs: number) {
    this.#table = new Int32Array(buffer);
    this.#startMs = startMs;
  }

  static newBuffer(): SharedArrayBuffer {
    return new SharedArrayBuffer(slots * 2 * Int32Array.BYTES_PER_ELEMENT);
  }

  set(major: number, minor: number, atMs: number): void {
    const place = placeOf(major, minor);
    // Whoever looks while this is written finds nothing.
    Atomics.store(this.#table, place, 0);
    Atomics.store(this.#table, place + 1, atMs - this.#startMs);
    Atomics.store(this.#table, place, markOf(major, minor));
  }

  /** Unix milliseconds; `undefined` where they are not told yet, or not any more. */
  get(major: number, minor: number): number | undefined {
    const place = placeOf(major, minor);
    const mark = markOf(major, minor);
    if (Atomics.load(this.#table, place) !== mark) return undefined;
    const sinceStartMs = Atomics.load(this.#table, place + 1);
    return Atomics.load(this.#table, place) === mark ? this.#startMs + sinceStartMs : undefined;
  }
}

function placeOf(major: number, minor: number): number {
  return ((Math.imul(major, 0x9e3779b1) + minor) & (slots - 1)) * 2;
}

/** Two names of one place have the same mark once in 2^31 times, and then one latency is wrong. */
function markOf(major: number, minor: number): number {
  return (Math.imul(major, 0x85ebca6b) ^ Math.imul(minor, 0xc2b2ae35)) | 1;
}
