import assert from 'node:assert';
import type { Command } from '../shared/commands.ts';
import { hubPrincipal } from '../shared/ids.ts';
import { ExpiryTimer } from './expiry-timer.ts';
import { apply } from './ledger/apply.ts';
import { decide } from './ledger/decide.ts';
import type { Hold, State } from './ledger/state.ts';
import type { Decision } from './ledger/transaction.ts';
import { limits } from './limits.ts';

/** Ends the holds whose time has come, by a transaction of the hub's own each. */
export class Expiry {
  readonly #host: ExpiryHost;
  readonly #timer: ExpiryTimer;
  #isStopped = false;
  /** The commit with the newest end of a hold. */
  #newestCommit = 0;
  /** How many were ended in this turn of the event loop. */
  #ended = 0;

  constructor(host: ExpiryHost) {
    this.#host = host;
    this.#timer = new ExpiryTimer(host.now, () => this.endDue());
  }

  /** Number of the commit with the newest end of a hold; 0 where there is none. */
  get newestCommit(): number {
    return this.#newestCommit;
  }

  /** Some hold expires at this time, Unix milliseconds. */
  aimAt(expiresMs: number): void {
    this.#timer.aimAt(expiresMs);
  }

  /**
   * Ends what is due, a bounded number in a turn however often it is called: the timer fires again for the rest. Returns
   * whether all that is due has ended.
   */
  endDue(): boolean {
    const state = this.#state;
    if (state?.holds.next === undefined) return true;
    const nowMs = this.#host.now();
    let { next } = state.holds;
    while (next !== undefined && next.expiresMs <= nowMs && this.#mayEnd()) {
      this.#end(next, state, nowMs);
      next = state.holds.next;
    }
    if (next === undefined) return true;
    this.aimAt(next.expiresMs);
    return next.expiresMs > nowMs;
  }

  /** As {@link endDue}. Returns whether none of the rest can hold what these commands may move or settle. */
  endDueBefore(commands: readonly Command[]): boolean {
    if (this.endDue()) return true;
    const state = this.#state;
    return state !== undefined && !commands.some((command) => mayMoveHeld(state, command));
  }

  #mayEnd(): boolean {
    if (this.#ended >= limits.expiriesPerTurn) return false;
    if (this.#ended === 0) {
      setImmediate(() => {
        this.#ended = 0;
      });
    }
    this.#ended += 1;
    return true;
  }

  /** What was ended and not yet durable is undone. */
  discarded(): void {
    this.#newestCommit = 0;
  }

  /** Ends nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timer.stop();
  }

  get #state(): State | undefined {
    return this.#isStopped ? undefined : this.#host.state();
  }

  #end({ seq }: Hold, state: State, nowMs: number): void {
    const command = { t: 'expire', id: 0, key: `hub.expire.${seq}`, hold: seq } as const;
    const decision = decide(state, command, hubPrincipal, nowMs);
    assert(decision.kind !== 'refusal', `hold ${seq} does not end`);
    apply(state, decision);
    this.#newestCommit = this.#host.keep(decision);
  }
}

function mayMoveHeld({ accounts }: State, command: Command): boolean {
  if ('hold' in command || command.t === 'reverse') return true;
  const isOfOne = command.t === 'withdraw' || command.t === 'close';
  const giver = 'from' in command ? command.from : isOfOne ? command.account : undefined;
  return giver !== undefined && (accounts.get(giver)?.held ?? 0n) !== 0n;
}

export interface ExpiryHost {
  /** What is decided upon; `undefined` while nothing can be. */
  readonly state: () => State | undefined;
  readonly now: () => number;
  /** Has a decision made durable; gives the number of its commit. */
  readonly keep: (decision: Decision) => number;
}
