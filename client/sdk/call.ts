import { backoffMs } from './backoff.ts';
import type { Encoded } from './encode.ts';
import type { FlorinError, InterruptionCode } from './errors.ts';
import { isOf, type Reply } from './messages.ts';
import type { CallOptions, Settings } from './options.ts';
import type { Outgoing } from './outgoing.ts';
import { interruptionError, type Progress, refusalError } from './settlement.ts';
import { after } from './timer.ts';

/** What a call asks of those who write it. */
export interface CallKeeper {
  /** It has its result: forget it. */
  done(call: Outgoing): void;
  /** Do not write it until it comes again. */
  setAside(call: Outgoing): void;
  comeAgain(call: Outgoing): void;
}

/** One request on its way to an answer of type `T`, across all connections that this takes. */
export class Call<T extends Reply['t']> implements Outgoing, Progress {
  readonly once = false;
  readonly id: number;
  readonly key: string | undefined;
  readonly text: string;
  writes = 0;
  /** Rejects with a `FlorinError`. */
  readonly answer: Promise<Extract<Reply, { t: T }>>;
  readonly #expected: T;
  readonly #keeper: CallKeeper;
  readonly #retry: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #cancelTimeout: () => void;
  #resolve: (reply: Extract<Reply, { t: T }>) => void = () => {};
  #reject: (error: FlorinError) => void = () => {};
  #refusals = 0;
  #cancelRetry = (): void => {};

  constructor(request: Encoded, expected: T, options: CallOptions, settings: Settings, keeper: CallKeeper) {
    this.id = request.id;
    this.key = request.key;
    this.text = request.text;
    this.#expected = expected;
    this.#keeper = keeper;
    this.#retry = options.retry ?? settings.retry;
    this.#signal = options.signal;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#cancelTimeout = after(options.timeoutMs ?? settings.timeoutMs, () => this.interrupt('timed_out'));
    this.#signal?.addEventListener('abort', this.#onAbort);
  }

  receive(reply: Reply): void {
    if (isOf(reply, this.#expected)) {
      this.#finish();
      this.#resolve(reply);
    } else if (reply.t !== 'error') this.interrupt('unsettled', reply);
    else if (reply.retryable && this.#retry) this.#retryLater();
    else this.fail(refusalError(reply, this));
  }

  /** Ends the call without an answer. */
  interrupt(code: InterruptionCode, cause?: unknown): void {
    this.fail(interruptionError(code, this, cause));
  }

  fail(error: FlorinError): void {
    this.#finish();
    this.#reject(error);
  }

  #retryLater(): void {
    this.#keeper.setAside(this);
    this.#cancelRetry();
    this.#cancelRetry = after(backoffMs(this.#refusals, Math.random()), () => this.#keeper.comeAgain(this));
    this.#refusals += 1;
  }

  readonly #onAbort = (): void => this.interrupt('aborted', this.#signal?.reason);

  #finish(): void {
    this.#cancelTimeout();
    this.#cancelRetry();
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#keeper.done(this);
  }
}
