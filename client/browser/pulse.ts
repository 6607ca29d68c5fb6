import type { Hub } from '../sdk/hub.ts';
import { Poll } from './poll.ts';

const everyMs = 1_000;
/** Points kept of what is drawn over time: five minutes. */
const pointsMax = 300;

/** A value at a moment, Unix milliseconds. */
export interface Point {
  readonly atMs: number;
  /** Null where nothing was measured, so that no line is drawn over it. */
  readonly value: number | null;
}

/** Adds a point to a list that keeps the newest {@link pointsMax}. */
export function addPoint(points: Point[], point: Point): void {
  points.push(point);
  if (points.length > pointsMax) points.shift();
}

/** The hub's heartbeat as seen from here: its seq and clock, and how many transactions it commits in a second. */
export class Pulse {
  readonly #hub: Hub;
  readonly #poll: Poll;
  readonly #changed: () => void;
  #last: { readonly seq: number; readonly atMs: number } | undefined;
  /** Hub's clock less ours, of the answers that came back fastest lately. */
  #offsets: { readonly tookMs: number; readonly offsetMs: number }[] = [];
  /** Newest seq heard of. */
  seq = 0;
  /** Transactions between the last word of the connection before and the first of this one. */
  missed = 0;
  /** Transactions a second; undefined before two answers. */
  rate: number | undefined;
  readonly rates: Point[] = [];

  constructor(hub: Hub, changed: () => void) {
    this.#hub = hub;
    this.#changed = changed;
    this.#poll = new Poll(everyMs, () => this.#ask());
    hub.on('state', (state) => {
      if (state.kind === 'live') {
        this.missed = this.seq === 0 ? 0 : Math.max(0, state.seq - this.seq);
        this.seq = state.seq;
      } else {
        this.#last = undefined;
        this.rate = undefined;
        addPoint(this.rates, { atMs: Date.now(), value: null });
      }
    });
  }

  start(): void {
    this.#last = undefined;
    addPoint(this.rates, { atMs: Date.now(), value: null });
    this.#poll.start();
  }

  stop(): void {
    this.#poll.stop();
    this.rate = undefined;
  }

  /** The hub has told of this seq. */
  heard(seq: number): void {
    this.seq = Math.max(this.seq, seq);
  }

  /** Milliseconds to add to this computer's clock to have the hub's. */
  get offsetMs(): number {
    const [best] = [...this.#offsets].sort((a, b) => a.tookMs - b.tookMs);
    return best?.offsetMs ?? 0;
  }

  /** Seq is gapless, so two of them and the hub's own clock tell the rate, whatever was shown of it. */
  async #ask(): Promise<void> {
    // An answer that waited for a connection would tell nothing of the clock.
    if (this.#hub.state.kind !== 'live') return;
    const beganMs = Date.now();
    const { seq, time } = await this.#hub.ping({ timeoutMs: 10 * everyMs });
    const tookMs = Date.now() - beganMs;
    const atMs = Date.parse(time);
    this.#offsets = [...this.#offsets.slice(-9), { tookMs, offsetMs: atMs - (beganMs + tookMs / 2) }];
    const last = this.#last;
    this.heard(seq);
    this.#last = { seq, atMs };
    if (last !== undefined && seq >= last.seq && atMs > last.atMs) {
      this.rate = ((seq - last.seq) * 1_000) / (atMs - last.atMs);
      addPoint(this.rates, { atMs: Date.now(), value: this.rate });
    }
    this.#changed();
  }
}
