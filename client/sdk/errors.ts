import type { ErrorCode } from '../../shared/codes.ts';

/**
 * What can go wrong, as types: branch on the class and on `code`, never on the text.
 *
 * | class           | was it done?                                   |
 * | --------------- | ---------------------------------------------- |
 * | `Refused`       | no: the hub said so, or it was never a request |
 * | `NotSent`       | no: it never left this process                 |
 * | `OutcomeUnknown`| nobody knows: ask `outcome(key)`, or send it again with that key |
 * | `NotAnswered`   | a question changes nothing                     |
 * | `CannotConnect` | about the connection, not about a request      |
 */
export type FlorinErrorCode = ErrorCode | InterruptionCode | ConnectCode;

/**
 * Why a request got no answer of its own: its time ran out, its signal fired, the hub is closed, the queue was
 * full; or `unsettled`: what came back does not tell. (Sent again after a lost connection, it was turned away
 * before the hub looked at its key, or the hub takes no frame of its size any more: that says nothing of the
 * earlier copy.)
 */
export type InterruptionCode = 'timed_out' | 'aborted' | 'closed' | 'busy' | 'unsettled';

/**
 * Why there is no connection: `unreachable` (nothing answers there, or it went away), `turned_away` (the hub
 * closed and said not to come back), `incompatible` (it does not speak this protocol), `bad_url`,
 * `bad_token`, `bad_ca` (certificates to trust that are none).
 */
export type ConnectCode = 'unreachable' | 'turned_away' | 'incompatible' | 'bad_url' | 'bad_token' | 'bad_ca';

export abstract class FlorinError extends Error {
  /** Stable, for programs; `message` is for people. */
  abstract readonly code: FlorinErrorCode;
  /** Whether the same call may succeed later; a command then has to carry the same key. */
  abstract readonly retryable: boolean;
}

/** The hub refused the request; or its input does not fit the protocol (`bad_request`) and it was never sent. */
export class Refused extends FlorinError {
  override readonly name = 'Refused';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Key of the command; undefined for a question, and for what was never sent. */
  readonly key: string | undefined;
  /** The hub had refused this very command before, under the same key. */
  readonly replayed: boolean;

  constructor(refusal: {
    code: ErrorCode;
    message: string;
    retryable: boolean;
    key?: string | undefined;
    replayed?: boolean | undefined;
  }) {
    super(refusal.message);
    this.code = refusal.code;
    this.retryable = refusal.retryable;
    this.key = refusal.key;
    this.replayed = refusal.replayed ?? false;
  }
}

/** The request never left: certainly nothing was done. `cause` holds the signal's reason or what ended the hub. */
export class NotSent extends FlorinError {
  override readonly name = 'NotSent';
  readonly code: InterruptionCode;
  readonly retryable = true;
  /** Key that the command would have carried; undefined for a question. */
  readonly key: string | undefined;

  constructor(code: InterruptionCode, key: string | undefined, options?: ErrorOptions) {
    super(`not sent: ${code}`, options);
    this.code = code;
    this.key = key;
  }
}

/** The command may have been done: it was sent, and no answer tells. `cause` says why; `outcome(key)` finds out. */
export class OutcomeUnknown extends FlorinError {
  override readonly name = 'OutcomeUnknown';
  readonly code: InterruptionCode;
  readonly retryable = true;
  /** Ask with it, or send the same command again with it: it acts at most once. */
  readonly key: string;
  /** Of a batch: the keys of all its commands, in order, `key` first. An atomic one is known by any of them. */
  readonly keys: readonly string[];

  constructor(code: InterruptionCode, key: string, options?: ErrorOptions, keys: readonly string[] = [key]) {
    super(`sent, outcome unknown: ${code} (key ${key})`, options);
    this.code = code;
    this.key = key;
    this.keys = keys;
  }
}

/** A question was sent and no answer came; asking again does no harm. */
export class NotAnswered extends FlorinError {
  override readonly name = 'NotAnswered';
  readonly code: InterruptionCode;
  readonly retryable = true;

  constructor(code: InterruptionCode, options?: ErrorOptions) {
    super(`not answered: ${code}`, options);
    this.code = code;
  }
}

/**
 * There is no connection to the hub. `retryable` where trying again later may help. Where `ready` ran out of
 * time, `cause` is the `CannotConnect` of the last attempt.
 */
export class CannotConnect extends FlorinError {
  override readonly name = 'CannotConnect';
  readonly code: ConnectCode;
  readonly retryable: boolean;
  /** WebSocket close code, where the connection ended with one; 1015 where TLS was what failed. */
  readonly closeCode: number | undefined;

  constructor(code: ConnectCode, message: string, closeCode?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = code === 'unreachable';
    this.closeCode = closeCode;
  }
}
