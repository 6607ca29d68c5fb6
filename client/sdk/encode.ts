import type { Command } from '../../shared/commands.ts';
import { decodeRequest } from '../../shared/decode-request.ts';
import type { Request } from '../../shared/up.ts';
import { newKey } from './command-key.ts';
import { Refused } from './errors.ts';
import { utf8Bytes } from './frame-packer.ts';
import { plainMovement } from './plain-movement.ts';

/** A request as text, and what its caller needs to know of it. */
export interface Encoded {
  readonly id: number;
  /** Undefined for a question. */
  readonly key: string | undefined;
  /** Of a batch: those of its commands, `key` first. */
  readonly keys?: readonly string[];
  readonly text: string;
  /** Bytes of the text in UTF-8. */
  readonly bytes: number;
}

/** The fields of a command; the key may be missing. */
export type CommandFields = Readonly<Record<string, unknown>> & { readonly key?: string | undefined };

/**
 * The same as {@link encodeRequest} for a command. Where it has no key it gets one here, before it is sent for
 * the first time, and keeps it through all that follows.
 */
export function encodeCommand(t: Command['t'], id: number, fields: CommandFields): Encoded | Refused {
  const key = fields.key ?? newKey();
  const text = plainMovement(t, id, key, fields);
  return text === undefined
    ? encodeRequest(t, id, { ...fields, key })
    : { id, key, text, bytes: text.length };
}

/**
 * Writes a request and reads it as the hub will, so that what does not fit the protocol is refused here
 * (`bad_request`), in the hub's own words.
 */
export function encodeRequest(t: Request['t'], id: number, fields: object): Encoded | Refused {
  const text = write({ ...fields, t, id });
  if (text === undefined) return badRequest('the request cannot be written as JSON');
  const decoded = decodeRequest(text);
  if (!decoded.ok) return badRequest(decoded.message);
  // Only a question names the key of another request.
  const key = 'key' in decoded.request && t !== 'outcome' ? decoded.request.key : undefined;
  return { id, key, text, bytes: utf8Bytes(text) };
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
