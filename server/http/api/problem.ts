import { STATUS_CODES } from 'node:http';
import { type ErrorCode, errorCodes } from '../../../shared/codes.ts';
import { ErrorSchema } from '../../../shared/down.ts';
import { errorMeanings } from '../../../shared/meanings.ts';
import { httpStatuses, type Problem, problemType } from '../../../shared/problem.ts';
import type { Answer } from '../exchange.ts';

/** What a problem tells beside its code and what went wrong this time. */
export interface ProblemParts extends Partial<Pick<Problem, 'id' | 'key' | 'replayed'>> {
  /** Where HTTP itself is what is wrong; otherwise that of the code. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as problem details (RFC 9457). */
export function problem(code: ErrorCode, detail: string, parts: ProblemParts = {}): Answer {
  const { status = httpStatuses[code], headers = {}, ...rest } = parts;
  const { retryable } = errorCodes[code];
  const isOfHttp = parts.status !== undefined;
  const told: Problem = {
    type: isOfHttp ? 'about:blank' : `/docs#${code}`,
    title: isOfHttp ? (STATUS_CODES[status] ?? '') : errorMeanings[code],
    status,
    detail,
    code,
    retryable,
    ...rest,
  };
  return {
    status,
    type: problemType,
    body: `${JSON.stringify(told)}\n`,
    headers: retryable ? { 'retry-after': retryAfterSeconds, ...headers } : headers,
  };
}

/** The answer that a reply, as sockets get it, comes to. `key`: that of the command that it speaks of. */
export function answerOf(reply: string, key?: string): Answer {
  if (!isError(reply)) return found(reply);
  const { id, code, message, replayed } = ErrorSchema.parse(JSON.parse(reply));
  return problem(code, message, {
    ...(id === null ? {} : { id }),
    ...(key === undefined ? {} : { key }),
    ...(replayed === undefined ? {} : { replayed }),
  });
}

/** The answer that a reply comes to as it is, with a line break for who reads it in a terminal. */
export function found(reply: string): Answer {
  return { status: 200, type: 'application/json', body: `${reply}\n` };
}

function isError(reply: string): boolean {
  return reply.startsWith('{"t":"error",');
}

/** What makes a hub busy, or unavailable, is over within that time, or lasts. */
const retryAfterSeconds = '1';
