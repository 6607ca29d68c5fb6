import type { Transaction } from '../../../shared/transaction.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { TransactionFeed } from '../../sdk/transaction-feed.ts';
import { addPoint, type Point, type Pulse } from '../pulse.ts';
import { isForbidden } from '../token/forbidden.ts';
import { Habits } from './habits.ts';

/** A second is looked at in slots; of each, so many transactions are taken and the hub is asked for no more. */
const slotsPerSecond = 5;
const takenPerSlot = 4;
/** Transactions kept to be looked at. */
const keptMax = 200;

/**
 * The flow of committed transactions, a sample of it where there are many: the first ones of each slot are taken,
 * then the feed is closed until the next. So a flood costs a page, and the hub, no more than a trickle.
 */
export class Flow {
  readonly #hub: Hub;
  readonly #pulse: Pulse;
  readonly #changed: () => void;
  #feed: TransactionFeed | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #slot = 0;
  /** Taken in this slot, and in this second. */
  #takenOfSlot = 0;
  #taken = 0;
  /** Commit times of those that the next painting brings to the screen, Unix milliseconds by the hub's clock. */
  #unpainted: number[] = [];
  /** Latencies painted in this second, milliseconds. */
  #latencies: number[] = [];
  /** Newest first. */
  transactions: readonly Transaction[] = [];
  /** How many of the last second are shown, and whether they may be a part only. */
  shown = 0;
  isSample = false;
  /** Whether the token may not watch everything: then it is not asked for again. */
  isForbidden = false;
  #wasFull = false;
  /** From commit to screen: the median and the slowest of each second, milliseconds. */
  readonly medians: Point[] = [];
  readonly slowest: Point[] = [];
  readonly habits: Habits;

  constructor(hub: Hub, pulse: Pulse, changed: () => void) {
    this.#hub = hub;
    this.#pulse = pulse;
    this.#changed = changed;
    this.habits = new Habits(hub, changed);
  }

  start(): void {
    this.#open();
    for (const points of [this.medians, this.slowest]) addPoint(points, { atMs: Date.now(), value: null });
    this.#timer ??= setInterval(() => this.#tick(), 1_000 / slotsPerSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#close();
    this.#unpainted = [];
    this.shown = 0;
  }

  /** What was taken is on the screen now. */
  painted(): void {
    const nowMs = Date.now() + this.#pulse.offsetMs;
    for (const atMs of this.#unpainted) this.#latencies.push(Math.max(0, nowMs - atMs));
    this.#unpainted = [];
  }

  #open(): void {
    if (this.#feed !== undefined || this.isForbidden) return;
    const feed = this.#hub.transactions();
    this.#feed = feed;
    feed.on('transaction', (tx) => this.#take(feed, tx));
    feed.on('closed', (failure) => {
      if (this.#feed === feed) this.#feed = undefined;
      this.isForbidden = isForbidden(failure);
      if (this.isForbidden) this.#changed();
    });
  }

  #close(): void {
    const feed = this.#feed;
    this.#feed = undefined;
    feed?.close();
  }

  #take(feed: TransactionFeed, tx: Transaction): void {
    if (this.#feed !== feed) return;
    this.transactions = [tx, ...this.transactions.slice(0, keptMax - 1)];
    this.habits.judge(tx);
    this.#unpainted.push(Date.parse(tx.at));
    this.#taken += 1;
    this.#takenOfSlot += 1;
    this.#pulse.heard(tx.seq);
    if (this.#takenOfSlot >= takenPerSlot) {
      this.#wasFull = true;
      this.#close();
    }
    this.#changed();
  }

  #tick(): void {
    this.#slot += 1;
    if (this.#slot % slotsPerSecond === 0) this.#second();
    this.#takenOfSlot = 0;
    this.habits.rested();
    this.#open();
  }

  #second(): void {
    const sorted = this.#latencies.sort((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)];
    const worst = sorted.at(-1);
    const atMs = Date.now();
    if (median !== undefined && worst !== undefined) {
      addPoint(this.medians, { atMs, value: median });
      addPoint(this.slowest, { atMs, value: worst });
    }
    this.#latencies = [];
    this.shown = this.#taken;
    this.isSample = this.#wasFull;
    this.#wasFull = false;
    this.#taken = 0;
    this.#changed();
  }
}
