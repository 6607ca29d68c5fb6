import { type CorrelationId, CorrelationIdSchema } from './fields.ts';
import { type Request, RequestSchema } from './up.ts';
import type { z } from './zod.ts';

/** A message of a frame after parsing: a request, or what was wrong with it (`id` where it could be read). */
export type Decoded =
  | { ok: true; request: Request }
  | { ok: false; id: CorrelationId | null; message: string };

/** Thrown for text that is not JSON: the frame as a whole is refused and nothing of it acts. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';
}

/**
 * The request that a line of a frame holds; it gets those of `defaults` that it does not name itself. Throws
 * {@link BadFrame} for what is not JSON.
 */
export function decodeRequest(text: string, defaults: Readonly<Record<string, unknown>> = {}): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadFrame('a line of the frame is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, id: null, message: 'a request is a JSON object' };
  }
  const named = value;
  const added = Object.keys(defaults).filter((name) => !Object.hasOwn(named, name)).length;
  const decoded = checkRequest(added === 0 ? named : { ...defaults, ...named });
  // JSON.parse keeps the last of two members with one name, and the schemas drop `__proto__`: either way
  // fewer members come out than were written. A valid request is shallow, so counting is cheap.
  if (decoded.ok && countMembers(decoded.request) !== countColons(text) + added) {
    return { ok: false, id: decoded.request.id, message: 'a field is named twice or may not be named so' };
  }
  return decoded;
}

/** The request that an object is. */
export function checkRequest(value: object): Decoded {
  const parsed = RequestSchema.safeParse(value);
  return parsed.success
    ? { ok: true, request: parsed.data }
    : { ok: false, id: correlationId(value), message: explain(value, parsed.error.issues[0]) };
}

function correlationId(value: object): CorrelationId | null {
  if (!('id' in value)) return null;
  const parsed = CorrelationIdSchema.safeParse(value.id);
  return parsed.success ? parsed.data : null;
}

const printableField = /^[A-Za-z0-9_]{1,32}$/;

/** One sentence on what is wrong with a request; of the input it repeats only plain names of fields and types. */
function explain(value: object, issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'the request is malformed';
  if (issue.code === 'unrecognized_keys') {
    const field = issue.keys[0] ?? '';
    return printableField.test(field) ? `unknown field "${field}"` : 'unknown field';
  }
  const field = String(issue.path[0] ?? '');
  if (field === '') return issue.message;
  const isInside = issue.path.length > 1;
  if (!isInside && issue.code !== 'custom' && !Object.hasOwn(value, field)) return `${field} is missing`;
  const told = `${placeOf(issue.path)} `;
  if (issue.message.startsWith('is ')) return told + issue.message;
  if (isInside && issue.path.at(-1) === 't') return `${told}is no command`;
  if (field === 't') return `unknown request type${quotedType(value)} in t`;
  if (!isInside && issue.code === 'invalid_type') return `${field} must be ${article(issue.expected)}`;
  return told + wordsOf(issue);
}

function quotedType(value: object): string {
  const isPlain = 't' in value && typeof value.t === 'string' && printableField.test(value.t);
  return isPlain ? ` "${value.t}"` : '';
}

/** Where in the request, such as `commands[1].amount`; as far as its names are plain. */
function placeOf(path: readonly PropertyKey[]): string {
  let place = '';
  for (const part of path) {
    const name = String(part);
    if (typeof part === 'number') place += `[${part}]`;
    else if (printableField.test(name)) place += place === '' ? name : `.${name}`;
    else return `something in ${place}`;
  }
  return place;
}

/** Words for the checks of the schemas that bring none. */
function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      if (issue.origin === 'array') return `has more than ${issue.maximum} items`;
      return `is ${issue.origin === 'string' ? 'longer' : 'more'} than ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'array') return `has fewer than ${issue.minimum} items`;
      return `is ${issue.origin === 'string' ? 'shorter' : 'less'} than ${issue.minimum}`;
    case 'invalid_type':
      return `is not ${article(issue.expected)}`;
    case 'invalid_value':
      return `is none of ${issue.values.join(', ')}`;
    case 'custom':
      return issue.message;
    default:
      return 'is not valid';
  }
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

/** Members of all objects in a value that JSON.parse made; a name given twice counts once. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  for (const member of Object.values(value)) count += 1 + countMembers(member);
  return count;
}

/** Colons outside strings in valid JSON text: one for each member as written. */
function countColons(text: string): number {
  let count = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charCodeAt(index);
    if (char === quote) inString = !inString;
    else if (inString) {
      if (char === backslash) index += 1;
    } else if (char === colon) count += 1;
  }
  return count;
}
const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;
