import type { Socket } from 'node:net';
import type { Dice } from '../simulation/dice.ts';
import { reset } from './reset.ts';

/** Bytes that a lane holds before it stops reading, as a kernel would. */
const heldBytesMax = 64 * 1024;

export interface LaneTerms {
  readonly dice: Dice;
  /** Mean delay of each piece. */
  readonly latencyMs: number;
  /** How likely it is that a piece is split somewhere. */
  readonly splitChance: number;
}

interface Piece {
  /** `undefined` is the end of the sender's bytes. */
  readonly bytes: Buffer | undefined;
  readonly atMs: number;
}

/** One way of a connection: what one socket says, told to the other, later, in other pieces, or not at all. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #terms: LaneTerms;
  #pieces: Piece[] = [];
  #heldBytes = 0;
  #lastAtMs = 0;
  #clogsUntilMs = 0;
  /** Bytes that still go one by one. */
  #trickles = 0;
  #trap: { bytes: number; readonly spring: () => void } | undefined;
  #passed: (() => void) | undefined;
  #isSilent = false;
  /** Whether something will pump. */
  #isAwaited = false;

  constructor(from: Socket, to: Socket, terms: LaneTerms) {
    this.#from = from;
    this.#to = to;
    this.#terms = terms;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#add(undefined));
    // What has come before may still arrive; then it is broken off there too.
    from.on('error', () => this.#add(undefined));
  }

  /** Nothing gets through for so long. */
  clog(forMs: number): void {
    this.#clogsUntilMs = Math.max(this.#clogsUntilMs, performance.now() + forMs);
  }

  trickle(bytes: number): void {
    this.#trickles += bytes;
  }

  /** Calls `spring` behind so many further bytes, before the next: once, the last that was set. */
  trap(bytes: number, spring: () => void): void {
    this.#trap = { bytes, spring };
  }

  /** Calls `passed` when the next piece has gone through. */
  whenPassed(passed: () => void): void {
    this.#passed = passed;
  }

  /** Swallows what it has and whatever comes. */
  silence(): void {
    this.#isSilent = true;
    this.#pieces = [];
    this.#from.resume();
  }

  /** What goes wrong from the outside is over. */
  heal(): void {
    this.#clogsUntilMs = 0;
    this.#trickles = 0;
    this.#trap = undefined;
    this.#passed = undefined;
    this.#pump();
  }

  #take(bytes: Buffer): void {
    const { dice, splitChance } = this.#terms;
    const isSplit = bytes.length > 1 && dice.chance(splitChance);
    const at = isSplit ? 1 + dice.below(bytes.length - 1) : bytes.length;
    this.#add(bytes.subarray(0, at));
    if (isSplit) this.#add(bytes.subarray(at));
  }

  #add(bytes: Buffer | undefined): void {
    if (this.#isSilent) return;
    const { dice, latencyMs } = this.#terms;
    this.#lastAtMs = Math.max(this.#lastAtMs, performance.now() + dice.wait(latencyMs));
    this.#pieces.push({ bytes, atMs: this.#lastAtMs });
    this.#heldBytes += bytes?.length ?? 0;
    if (this.#heldBytes > heldBytesMax) this.#from.pause();
    this.#pump();
  }

  #pump(): void {
    while (!this.#isAwaited) {
      const [first] = this.#pieces;
      if (first === undefined) return;
      const waitMs = Math.max(first.atMs, this.#clogsUntilMs) - performance.now();
      if (waitMs > 0) this.#await((go) => setTimeout(go, Math.min(waitMs, pumpsEveryMs)));
      else if (first.bytes === undefined) this.#end();
      else this.#deliver(first.bytes, first.atMs);
    }
  }

  #await(arrange: (go: () => void) => void): void {
    this.#isAwaited = true;
    arrange(() => {
      this.#isAwaited = false;
      this.#pump();
    });
  }

  #end(): void {
    this.#pieces.shift();
    if (this.#from.errored === null) this.#to.end();
    else reset(this.#to);
  }

  #deliver(all: Buffer, atMs: number): void {
    const trap = this.#trap;
    if (trap?.bytes === 0) {
      this.#trap = undefined;
      trap.spring();
      return;
    }
    const size = Math.min(all.length, this.#trickles > 0 ? 1 : all.length, trap?.bytes ?? all.length);
    const isTrickle = this.#trickles > 0;
    if (isTrickle) this.#trickles -= 1;
    if (trap !== undefined) trap.bytes -= size;
    this.#pieces.shift();
    if (size < all.length) this.#pieces.unshift({ bytes: all.subarray(size), atMs });
    this.#heldBytes -= size;
    if (this.#heldBytes <= heldBytesMax) this.#from.resume();
    const hasRoom = this.#to.destroyed || this.#to.write(all.subarray(0, size));
    if (size === all.length) {
      const passed = this.#passed;
      this.#passed = undefined;
      passed?.();
    }
    if (!hasRoom) this.#await((go) => this.#to.once('drain', go));
    else if (isTrickle) this.#await(setImmediate);
  }
}

/** A clog may end before its time. */
const pumpsEveryMs = 20;
