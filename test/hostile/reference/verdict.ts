import type { CorrelationId } from '../../../shared/fields.ts';
import { type Json, readJson } from './json-text.ts';
import { memberOf, type Shape, shapes, textMember, typeOf } from './requests.ts';
import { correlation } from './values.ts';

/** What has to come back for one line, as docs/PROTOCOL.md says. */
export type Verdict =
  /** White space alone (R2). */
  | { readonly kind: 'blank' }
  /** Its frame is refused whole (R4). */
  | { readonly kind: 'notJson' }
  /** `bad_request` (R5, R18), under one of these ids: where `id` is named twice, either may be it. */
  | { readonly kind: 'refused'; readonly ids: readonly (CorrelationId | null)[] }
  | { readonly kind: 'asked'; readonly asked: Asked };

/** A request of the right shape. */
export interface Asked {
  readonly t: string;
  readonly id: CorrelationId;
  readonly shape: Shape;
  /** The key of a command. */
  readonly key?: string;
  /** The commands of a batch. */
  readonly commands?: readonly Asked[];
  /** Whether it names a seq that the answer is to be as of at least. */
  readonly namesSeq: boolean;
}

const whiteSpace = /^[ \t\r]*$/;

/** `defaults`: members that a way other than the socket gives to a request that does not name them. */
export function judge(line: string, defaults: readonly [string, Json][] = []): Verdict {
  if (whiteSpace.test(line)) return { kind: 'blank' };
  const value = readJson(line);
  if (value === undefined) return { kind: 'notJson' };
  if (value.kind !== 'object') return { kind: 'refused', ids: [null] };
  const named = new Set(value.members.map(([name]) => name));
  const whole: Json = {
    kind: 'object',
    members: [...defaults.filter(([name]) => !named.has(name)), ...value.members],
  };
  const shape = shapes.get(typeOf(whole) ?? '');
  if (shape?.check(whole) === true) return { kind: 'asked', asked: askedOf(whole, shape) };
  const ids = whole.members.filter(([name]) => name === 'id').map(([, id]) => idOf(id));
  return { kind: 'refused', ids: ids.length === 0 ? [null] : ids };
}

function askedOf(value: Json, shape: Shape): Asked {
  const id = memberOf(value, 'id');
  const key = textMember(value, 'key');
  const list = memberOf(value, 'commands');
  return {
    t: typeOf(value) ?? '',
    id: (id === undefined ? null : idOf(id)) ?? 0,
    shape,
    namesSeq: memberOf(value, 'minSeq') !== undefined,
    ...(key === undefined || shape.sort !== 'command' ? {} : { key }),
    ...(list?.kind === 'list' ? { commands: list.items.map(commandOf) } : {}),
  };
}

function commandOf(value: Json): Asked {
  const shape = shapes.get(typeOf(value) ?? '');
  if (shape === undefined) throw new Error('a batch of the right shape holds commands');
  return askedOf(value, shape);
}

function idOf(value: Json): CorrelationId | null {
  if (!correlation(value)) return null;
  // Of the two zeros, JSON has one.
  return value.kind === 'number' ? value.value + 0 : value.kind === 'text' ? value.text : null;
}
