import type { ErrorCode } from '../../shared/codes.ts';
import type { ErrorReply } from '../../shared/down.ts';
import {
  type FlorinError,
  type InterruptionCode,
  NotAnswered,
  NotSent,
  OutcomeUnknown,
  Refused,
} from './errors.ts';

/** How far a request came, which decides what its failure means. */
export interface Progress {
  /** Undefined for a question. */
  readonly key: string | undefined;
  /** Of a batch: those of its commands, `key` first. */
  readonly keys?: readonly string[] | undefined;
  /** How often it was written. */
  readonly writes: number;
}

/** Refusals that the hub makes before it looks at the key. */
const codesBeforeTheKey: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'unauthorized',
  'forbidden',
  'busy',
  'rate_limited',
  'unavailable',
]);

/** Whether a refusal does not tell what became of an earlier copy. */
export function isBeforeTheKey(code: ErrorCode): boolean {
  return codesBeforeTheKey.has(code);
}

/** The error that the hub's refusal comes to. */
export function refusalError(reply: ErrorReply, { key, keys, writes }: Progress): FlorinError {
  const refused = new Refused({ ...reply, key });
  if (key === undefined || writes <= 1 || !isBeforeTheKey(reply.code)) return refused;
  return new OutcomeUnknown('unsettled', key, { cause: refused }, keys);
}

/** The error of a request that this connection cannot carry, whatever became of an earlier copy. */
export function unfitError(refusal: Refused, progress: Progress): FlorinError {
  if (progress.key === undefined || progress.writes === 0) return refusal;
  return interruptionError('unsettled', progress, refusal);
}

/** The error of a request that got no answer. */
export function interruptionError(
  code: InterruptionCode,
  { key, keys, writes }: Progress,
  cause: unknown,
): FlorinError {
  const options = cause === undefined ? undefined : { cause };
  if (writes === 0) return new NotSent(code, key, options);
  return key === undefined ? new NotAnswered(code, options) : new OutcomeUnknown(code, key, options, keys);
}
