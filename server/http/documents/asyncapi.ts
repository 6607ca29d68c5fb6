import { socketPath, subprotocol } from '../../../shared/limits.ts';
import type { Request } from '../../../shared/up.ts';
import { RequestSchema } from '../../../shared/up.ts';
import { version } from '../../version.ts';
import { repliesOf } from './replies-of.ts';
import { type JsonSchema, jsonSchemas, messageKinds, refTo, requestKinds } from './schemas.ts';
import { messageWords, requestWords } from './words.ts';

/** The WebSocket protocol as an AsyncAPI 3.0 document, made of the schemas in shared/: the hub's side of it. */

interface Reference {
  readonly $ref: string;
}

export interface AsyncMessage {
  /** Its member `t`. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly payload: JsonSchema;
  readonly correlationId?: Reference;
  readonly examples?: readonly { readonly payload: unknown }[];
}

export interface AsyncOperation {
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
  /** Error codes of this request beside those of every request. */
  readonly 'x-codes'?: readonly string[];
}

export interface AsyncApi {
  readonly asyncapi: string;
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>>;
  readonly defaultContentType: string;
  readonly channels: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, AsyncOperation>>;
  readonly components: {
    readonly correlationIds: Readonly<Record<string, { readonly location: string }>>;
    readonly messages: Readonly<Record<string, AsyncMessage>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

export function asyncApi(): AsyncApi {
  const messages = messagesOf();
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'florin over WebSocket',
      version,
      description: `A hub receives requests and sends messages: JSON objects in text frames, one or more in a frame, separated by line breaks. The subprotocol is \`${subprotocol}\`. Replies repeat the \`id\` of their request.`,
    },
    defaultContentType: 'application/json',
    channels: {
      [channel]: {
        address: socketPath,
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
      },
    },
    operations: operations(),
    components: {
      correlationIds: { [correlation]: { location: '$message.payload#/id' } },
      messages,
      schemas: jsonSchemas('draft-07'),
    },
  };
}

const channel = 'hub';
const channelRef = { $ref: `#/channels/${channel}` };
const correlation = 'id';
/** Named in the documents as the operation that is no answer to anything. */
export const eventsOperation = 'events';

function messagesOf(): Record<string, AsyncMessage> {
  const asked = requestKinds.map(({ t, name }) => ({ t, name, words: requestWords(t) }));
  const told = messageKinds.map(({ t, name }) => ({ t, name, words: messageWords(t) }));
  return Object.fromEntries(
    [...asked, ...told].map(({ t, name, words: { summary, description, examples } }) => [
      name,
      {
        name: t,
        summary,
        description,
        payload: refTo(name),
        ...(isEvent(name) ? {} : { correlationId: { $ref: `#/components/correlationIds/${correlation}` } }),
        ...(examples.length === 0 ? {} : { examples: examples.map((payload) => ({ payload })) }),
      },
    ]),
  );
}

/** Each request with its replies, and what the hub sends without being asked. */
function operations(): Record<string, AsyncOperation> {
  const found: Record<string, AsyncOperation> = {};
  for (const { def } of RequestSchema.def.options.map(({ shape }) => shape.t)) {
    for (const t of def.values) found[t] = requestOperation(t);
  }
  found[eventsOperation] = {
    action: 'send',
    channel: channelRef,
    summary: 'What the hub tells without being asked, or of a watch as it goes on.',
    messages: messageKinds.filter(({ name }) => isEvent(name)).map(({ name }) => messageRef(name)),
  };
  return found;
}

function requestOperation(t: Request['t']): AsyncOperation {
  const { summary, codes } = requestWords(t);
  const replies: readonly string[] = [...repliesOf[t], 'error'];
  return {
    action: 'receive',
    channel: channelRef,
    summary,
    messages: requestKinds.filter((kind) => kind.t === t).map(({ name }) => messageRef(name)),
    reply: {
      channel: channelRef,
      messages: replies.flatMap((reply) =>
        messageKinds.filter((kind) => kind.t === reply).map(({ name }) => messageRef(name)),
      ),
    },
    'x-codes': codes,
  };
}

const replies = new Set<string>(['error', ...Object.values(repliesOf).flat()]);

/** Whether it is a message that answers no request. */
function isEvent(name: string): boolean {
  const message = messageKinds.find((kind) => kind.name === name);
  return message !== undefined && !replies.has(message.t);
}

function messageRef(name: string): Reference {
  return { $ref: `${channelRef.$ref}/messages/${name}` };
}
