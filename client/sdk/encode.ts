import { decodeFrame } from '../../shared/codec.ts';
import type { Request } from '../../shared/up.ts';
import { Refused } from './errors.ts';

/** A request as text, and what its caller needs to know of it. */
export interface Encoded {
  readonly id: number;
  /** Undefined for a question. */
  readonly key: string | undefined;
  readonly text: string;
}

/**
 * Writes a request and reads it as the hub will, so that what does not fit the protocol is refused here
 * (`bad_request`), in the hub's own words.
 */
export function encodeRequest(t: Request['t'], id: number, fields: object): Encoded | Refused {
  const text = write({ ...fields, t, id });
  if (text === undefined) return badRequest('the request cannot be written as JSON');
  const [decoded] = decodeFrame(text);
  if (decoded === undefined) return badRequest('the request is empty');
  if (!decoded.ok) return badRequest(decoded.message);
  // Only a question names the key of another request.
  const key = 'key' in decoded.request && t !== 'outcome' ? decoded.request.key : undefined;
  return { id, key, text };
}

/** Undefined where the value has no JSON: a cycle, a bigint, a `toJSON` that throws. */
function write(request: object): string | undefined {
  try {
    return JSON.stringify(request);
  } catch {
    return undefined;
  }
}

export function badRequest(message: string): Refused {
  return new Refused({ code: 'bad_request', message, retryable: false });
}
