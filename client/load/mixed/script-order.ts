import type { OutcomeLog } from '../outcome-log.ts';
import { type Slot, scriptLength, slotOf } from './script.ts';

/** Commands that leave together, by their numbers. */
export interface Turn {
  /** One, or those of a batch. */
  readonly numbers: readonly number[];
  /** Whether the batch is atomic; undefined where it is none. */
  readonly isAtomic: boolean | undefined;
}

/**
 * Which command of the script a thread sends next. One that follows another waits until that one is committed; later
 * numbers overtake it. Where that one was refused it is never sent. So no more wait than follow what has no answer.
 */
export class ScriptOrder {
  readonly #log: OutcomeLog;
  #fresh = 0;
  /** By the number of the command that they follow. */
  readonly #waiting = new Map<number, number[]>();
  readonly #ready: number[] = [];
  /** Thawings that have to come, since their freezes were done. */
  readonly #owed = new Set<number>();

  constructor(log: OutcomeLog) {
    this.#log = log;
  }

  next(): Turn {
    const ready = this.#ready.shift();
    if (ready !== undefined) return this.#alone(ready);
    // More than half of each hundred follow nothing.
    for (let looked = 0; looked < 2 * scriptLength; looked += 1) {
      const n = this.#fresh;
      this.#fresh += 1;
      const turn = this.#turnOf(n, slotOf(n));
      if (turn !== undefined) return turn;
    }
    throw new Error('the script has nothing that can be sent');
  }

  committed(n: number): void {
    const { slot, base } = slotOf(n);
    if (slot.thaw !== undefined) this.#owed.add(base + slot.thaw);
    const followers = this.#waiting.get(n);
    if (followers === undefined) return;
    this.#waiting.delete(n);
    this.#ready.push(...followers);
  }

  refused(n: number): void {
    this.#waiting.delete(n);
  }

  /** A thawing to be sent although the run is over: accounts do not stay frozen. */
  owed(): Turn | undefined {
    for (const n of this.#owed) return this.#alone(n);
    return undefined;
  }

  #alone(n: number): Turn {
    this.#owed.delete(n);
    return { numbers: [n], isAtomic: undefined };
  }

  /** Undefined for one that waits, that left with its batch, or that is left out. */
  #turnOf(
    n: number,
    { slot: { together, after }, base }: { readonly slot: Slot; readonly base: number },
  ): Turn | undefined {
    if (together !== undefined) {
      const { slots, isAtomic } = together;
      if (base + (slots[0] ?? 0) !== n) return undefined;
      return { numbers: slots.map((slot) => base + slot), isAtomic };
    }
    if (after === undefined) return this.#alone(n);
    const followed = base + after;
    const { kind } = this.#log.at(followed);
    if (kind === 'committed') return this.#alone(n);
    if (kind === 'refused') return undefined;
    const waiting = this.#waiting.get(followed);
    if (waiting === undefined) this.#waiting.set(followed, [n]);
    else waiting.push(n);
    return undefined;
  }
}
