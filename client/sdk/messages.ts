import { type Message, MessageSchema } from '../../shared/down.ts';
import { readPlainMessage } from './plain-message.ts';

/** What answers a request. */
export type Reply = Extract<Message, { id: unknown }>;
/** What begins a watch. */
export type WatchingReply = Extract<Message, { t: 'watching' }>;
/** What a watch tells after its reply. */
export type WatchEvent = Extract<Message, { t: 'tx' | 'balances' | 'snapshot' | 'lagged' }>;

/** Thrown for a frame that a hub of this protocol cannot have sent. */
export class Unintelligible extends Error {
  override readonly name = 'Unintelligible';
}

const knownTypes: ReadonlySet<unknown> = new Set(
  MessageSchema.def.options.flatMap(({ shape }) => shape.t.def.values),
);

/**
 * The messages of one frame, in order. Types that this client does not know are left out; a known type
 * of another shape throws {@link Unintelligible}, for what it says about money would be lost otherwise.
 */
export function decodeMessages(frame: string): Message[] {
  const messages: Message[] = [];
  for (const line of frame.split('\n')) {
    const message = readPlainMessage(line) ?? decodeMessage(line);
    if (message !== undefined) messages.push(message);
  }
  return messages;
}

function decodeMessage(line: string): Message | undefined {
  if (line.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Unintelligible('the hub sent what is not JSON');
  }
  const parsed = MessageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (typeof value !== 'object' || value === null || !('t' in value) || typeof value.t !== 'string') {
    throw new Unintelligible('the hub sent a message without a type');
  }
  if (!knownTypes.has(value.t)) return undefined;
  throw new Unintelligible(`the hub sent a message of type ${value.t} that this client does not understand`);
}

export function isOf<T extends Reply['t']>(reply: Reply, t: T): reply is Extract<Reply, { t: T }> {
  return reply.t === t;
}
