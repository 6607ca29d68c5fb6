import type { Answer } from './answer.ts';
import { backoffMs } from './backoff.ts';
import type { Encoded } from './encode.ts';
import type { FlorinError, InterruptionCode, Refused } from './errors.ts';
import { isOf, type Reply } from './messages.ts';
import type { Outgoing } from './outgoing.ts';
import type { Place } from './pending.ts';
import { interruptionError, type Progress, refusalError, unfitError } from './settlement.ts';
import { after } from './timer.ts';

/** What a call asks of those who write it. */
export interface CallKeeper {
  /** It ends without an answer: forget it. */
  drop(call: Outgoing): void;
  /** Do not write it until it comes again. */
  setAside(call: Outgoing): void;
  comeAgain(call: Outgoing): void;
}

/** What holds for one call. */
export interface CallTerms<R> {
  /** When its time runs out; see {@link Outgoing.deadlineMs}. */
  readonly deadlineMs: number;
  /** Whether to send again what was refused and may be retried. */
  readonly retry: boolean;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: R) => void;
  readonly reject: (error: FlorinError) => void;
}

/** One request on its way to an answer, across all connections that this takes. */
export class Call<T extends Reply['t'], R> implements Outgoing, Progress {
  readonly once = false;
  readonly id: number;
  readonly key: string | undefined;
  readonly keys: readonly string[] | undefined;
  readonly text: string;
  readonly bytes: number;
  readonly deadlineMs: number;
  place: Place = 'nowhere';
  writes = 0;
  readonly #answer: Answer<T, R>;
  readonly #keeper: CallKeeper;
  readonly #resolve: (result: R) => void;
  readonly #reject: (error: FlorinError) => void;
  readonly #retry: boolean;
  #refusals = 0;
  #cancelRetry: (() => void) | undefined;
  #leaveSignal: (() => void) | undefined;

  constructor(request: Encoded, answer: Answer<T, R>, terms: CallTerms<R>, keeper: CallKeeper) {
    this.id = request.id;
    this.key = request.key;
    this.keys = request.keys;
    this.text = request.text;
    this.bytes = request.bytes;
    this.deadlineMs = terms.deadlineMs;
    this.#answer = answer;
    this.#keeper = keeper;
    this.#resolve = terms.resolve;
    this.#reject = terms.reject;
    this.#retry = terms.retry;
    if (terms.signal) this.#heed(terms.signal);
  }

  receive(reply: Reply): void {
    const answer = isOf(reply, this.#answer.t) ? reply : undefined;
    const open = answer === undefined ? reply : this.#answer.open?.(answer);
    if (answer !== undefined && (open === undefined || this.#isSettledBy(open))) {
      this.#finish();
      this.#resolve(this.#answer.result(answer));
    } else if (open?.t !== 'error') this.interrupt('unsettled', open);
    else if (open.retryable && this.#retry) this.#retryLater();
    else this.#fail(refusalError(open, this));
  }

  /** What was written once and turned away was not done, and is not to be sent again: nothing stays open. */
  #isSettledBy(open: Reply): boolean {
    return open.t === 'error' && this.writes <= 1 && !(open.retryable && this.#retry);
  }

  /** Ends the call without an answer. */
  interrupt(code: InterruptionCode, cause?: unknown): void {
    this.#fail(interruptionError(code, this, cause));
  }

  unfit(refusal: Refused): void {
    this.#fail(unfitError(refusal, this));
  }

  #fail(error: FlorinError): void {
    this.#finish();
    this.#keeper.drop(this);
    this.#reject(error);
  }

  #retryLater(): void {
    this.#keeper.setAside(this);
    this.#cancelRetry?.();
    this.#cancelRetry = after(backoffMs(this.#refusals, Math.random()), () => this.#keeper.comeAgain(this));
    this.#refusals += 1;
  }

  #heed(signal: AbortSignal): void {
    const abort = (): void => this.interrupt('aborted', signal.reason);
    signal.addEventListener('abort', abort);
    this.#leaveSignal = () => signal.removeEventListener('abort', abort);
  }

  #finish(): void {
    this.#cancelRetry?.();
    this.#leaveSignal?.();
  }
}
