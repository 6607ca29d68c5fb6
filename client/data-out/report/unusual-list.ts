import type { Leg, Transaction } from '../../../shared/transaction.ts';
import { MovementJudge } from '../../analysis/movement-judge.ts';

/** A movement that is unusual for its account. */
export interface UnusualMovement {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly account: string;
  /** Signed money text. */
  readonly delta: string;
  /** Infinity where all before were the same. */
  readonly score: number;
}

/** Movements that are kept, those with the highest scores. */
const keptMax = 20;

/** Judges movements in their order and keeps the most unusual. */
export class UnusualList {
  readonly #judge = new MovementJudge();
  #kept: UnusualMovement[] = [];
  #count = 0;

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Movements that were not judged, for there were too many accounts. */
  get unjudged(): number {
    return this.#judge.unjudged;
  }

  /** The most unusual first. */
  get list(): readonly UnusualMovement[] {
    return this.#kept;
  }

  add({ seq, at, kind }: Transaction, { account, delta }: Leg): void {
    const unusual = this.#judge.take(account, delta);
    if (unusual === undefined) return;
    this.#count += 1;
    const { score } = unusual;
    if (this.#kept.length === keptMax && score <= (this.#kept.at(-1)?.score ?? 0)) return;
    // Sorting is stable: of equal scores the earlier stays before the later.
    this.#kept = [...this.#kept, { seq, at, kind, account, delta, score }]
      .sort((a, b) => (a.score === b.score ? 0 : b.score - a.score))
      .slice(0, keptMax);
  }
}
