import type { IncomingMessage } from 'node:http';
import { KeySchema } from '../../../shared/keys.ts';
import type { Access } from '../../access/access.ts';
import { CommandTaker } from '../../gateway/command-taker.ts';
import type { FlushQueue } from '../../gateway/flush-queue.ts';
import type { House } from '../../gateway/session.ts';
import { limits } from '../../limits.ts';
import { type AuthorisedHandle, badToken, tellOutcome } from '../authorised.ts';
import { type Answer, begin, type Exchange, ndjson, send } from '../exchange.ts';
import type { Bodies } from './bodies.ts';
import { CommandLines, linesOf } from './command-lines.ts';
import { answerOf, problem } from './problem.ts';
import { httpId } from './query.ts';
import { readCommand } from './read-command.ts';
import { linesForm } from './response-wire.ts';
import type { Streams } from './streams.ts';

/** Takes one command as JSON, or many as NDJSON. What has come whole is done, even where the client goes away. */
export function takeCommands(
  house: House,
  flushes: FlushQueue,
  bodies: Bodies,
  streams: Streams,
): AuthorisedHandle {
  return async (exchange) => {
    const { incoming, outgoing, access } = exchange;
    const type = contentType(incoming);
    if (type === undefined) return send(outgoing, unsupported);
    const key = headerKey(incoming);
    if (key !== undefined && typeof key !== 'string') return send(outgoing, key);
    const read = await bodies.read(incoming, access);
    if (read === undefined) return;
    if (!('text' in read)) return send(outgoing, read);
    using body = read;
    if (access.endAt(Date.now()) !== undefined) return send(outgoing, badToken);
    if (type === 'application/json') tellOutcome(exchange, await takeOne(house, access, body.text, key));
    else if (key !== undefined) send(outgoing, keyOfMany);
    else await takeLines(house, access, flushes, streams, outgoing, body.text);
  };
}

async function takeOne(house: House, access: Access, text: string, key: string | undefined): Promise<Answer> {
  const read = readCommand(text, { id: httpId, ...(key === undefined ? {} : { key }) });
  if (!read.ok) return problem('bad_request', read.message, read.id === null ? {} : { id: read.id });
  const { request } = read;
  const { id } = request;
  if (request.t === 'batch')
    return problem('bad_request', `a batch has many replies: send it as ${ndjson}`, { id });
  if (key !== undefined && request.key !== key) {
    return problem('bad_request', 'Idempotency-Key and key are not the same', { id, key: request.key });
  }
  const reply = new Promise<string>((resolve) => {
    // Whoever asks waits for the reply alone.
    void new CommandTaker(house, access, resolve).take(request, undefined);
  });
  return answerOf(await reply, request.key);
}

async function takeLines(
  house: House,
  access: Access,
  flushes: FlushQueue,
  streams: Streams,
  outgoing: Exchange['outgoing'],
  body: string,
): Promise<void> {
  const lines = linesOf(body);
  if (lines === undefined) return send(outgoing, tooManyLines);
  if (lines.length === 0) return send(outgoing, problem('bad_request', 'the body holds no command'));
  const wire = streams.wire(outgoing, linesForm, access);
  if (wire.isOpen) begin(outgoing, ndjson);
  await new CommandLines(house, access, wire, flushes).take(lines);
}

/** `undefined` where it is none that commands come in. */
function contentType({ headers }: IncomingMessage): 'application/json' | typeof ndjson | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return undefined;
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const isUtf8 = parameters.every((parameter) => /^\s*(?:charset="?utf-8"?\s*)?$/.test(parameter));
  if (!isUtf8) return undefined;
  const name = type.trim();
  return name === 'application/json' || name === ndjson ? name : undefined;
}

/** The key that the header gives; its draft has it in quotes, and most leave them out. */
function headerKey({ headers }: IncomingMessage): string | Answer | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = String(given).replace(/^"(.*)"$/, '$1');
  if (KeySchema.safeParse(key).success) return key;
  return problem('bad_request', 'Idempotency-Key is not a key: 1..64 of A-Z a-z 0-9 _ . : -');
}

const unsupported = problem('bad_request', `commands come as application/json or ${ndjson}, in UTF-8`, {
  status: 415,
  headers: { 'accept-post': `application/json, ${ndjson}` },
});
const keyOfMany = problem(
  'bad_request',
  'Idempotency-Key goes with one command: each line names its own key',
);
const tooManyLines = problem(
  'bad_request',
  `a body has at most ${limits.bodyLines} lines; nothing was done`,
  {
    status: 413,
  },
);
