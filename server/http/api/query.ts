import type { IncomingMessage } from 'node:http';
import { checkRequest } from '../../../shared/decode-request.ts';
import type { Request } from '../../../shared/up.ts';
import type { Answer } from '../exchange.ts';
import { problem } from './problem.ts';

/** Requests that are written as a path and parameters. */

/** How parameters become fields of a request. */
export interface QueryForm {
  /** Fields that the path gives. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Parameters that are numbers where they look like ones. */
  readonly numbers: readonly string[];
  /** Fields that parameters are turned into in another way. */
  readonly turned?: Readonly<Record<string, (text: string) => unknown>>;
}

/** The request of type `t`, or why it is none. A parameter that it has not is refused, never passed over. */
export function requestOf<T extends Request['t']>(
  { url = '' }: IncomingMessage,
  t: T,
  { fixed, numbers, turned = {} }: QueryForm,
): RequestOf<T> | Answer {
  const whole = { ...fixed, t, id: httpId };
  const fields = new Map<string, unknown>();
  for (const [name, text] of new URLSearchParams(url.split('?').slice(1).join('?'))) {
    if (!plainName.test(name) || Object.hasOwn(whole, name)) {
      return problem('bad_request', 'unknown parameter');
    }
    if (fields.has(name)) return problem('bad_request', `the parameter ${name} is given twice`);
    const turn = Object.hasOwn(turned, name) ? turned[name] : undefined;
    const isNumber = numbers.includes(name) && wholeNumber.test(text);
    fields.set(name, turn === undefined ? (isNumber ? Number(text) : text) : turn(text));
  }
  const checked = checkRequest({ ...Object.fromEntries(fields), ...whole });
  if (!checked.ok) return problem('bad_request', checked.message);
  if (!isOfType(checked.request, t)) throw new Error(`a ${checked.request.t} was made in place of a ${t}`);
  return checked.request;
}

export type RequestOf<T extends Request['t']> = Extract<Request, { readonly t: T }>;

function isOfType<T extends Request['t']>(request: Request, t: T): request is RequestOf<T> {
  return request.t === t;
}

/** The correlation id of requests that bring none: what HTTP correlates needs no other. */
export const httpId = 1;

const plainName = /^[A-Za-z]{1,32}$/;
export const wholeNumber = /^(?:0|[1-9][0-9]{0,15})$/;
