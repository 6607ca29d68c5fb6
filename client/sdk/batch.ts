import { errorCodes } from '../../shared/codes.ts';
import { batchCommandsMax } from '../../shared/limits.ts';
import { type Answer, commitment } from './answer.ts';
import type { AnyCommandInput, BatchResult } from './calls.ts';
import { badRequest, type Encoded, encodeCommand } from './encode.ts';
import { NotSent, OutcomeUnknown, Refused } from './errors.ts';
import type { Reply } from './messages.ts';
import { isBeforeTheKey } from './settlement.ts';

/** A request for several commands, and who takes the replies that come under the ids of these. */
export interface EncodedBatch {
  readonly request: Encoded;
  readonly parts: readonly BatchPart[];
  readonly answer: Answer<'batch', readonly BatchResult[]>;
}

/** Bytes of a request that may be split: some less than the frame of 64 KiB that a hub takes. */
const splitAboveBytes = 60_000;

/**
 * Writes commands as one request, or, unless `atomic`, as several where they are too many for one. Commands
 * without a key get theirs here. What does not fit the protocol is refused as a whole.
 */
export function encodeBatch(
  commands: readonly AnyCommandInput[],
  atomic: boolean,
  nextId: () => number,
): EncodedBatch[] | Refused {
  const groups: Encoded[][] = [];
  const keys = new Set<string>();
  let group: Encoded[] = [];
  let bytes = 0;
  for (const [place, { t, ...fields }] of commands.entries()) {
    const encoded = encodeCommand(t, nextId(), fields);
    if (encoded instanceof Refused) return badRequest(`command ${place + 1}: ${encoded.message}`);
    const { key = '' } = encoded;
    if (keys.has(key)) return badRequest(`command ${place + 1} has the key of an earlier one`);
    keys.add(key);
    bytes += encoded.bytes + 1;
    if (group.length === 0 || (!atomic && (bytes > splitAboveBytes || group.length >= batchCommandsMax))) {
      group = [];
      groups.push(group);
      bytes = encoded.bytes;
    }
    group.push(encoded);
  }
  if (groups.length === 0) return badRequest('a batch has at least one command');
  if (groups.some(({ length }) => length > batchCommandsMax)) {
    return badRequest(`a batch has at most ${batchCommandsMax} commands`);
  }
  return groups.map((each) => encodeGroup(each, atomic, nextId()));
}

function encodeGroup(commands: readonly Encoded[], atomic: boolean, id: number): EncodedBatch {
  const start = `{"t":"batch","id":${id},${atomic ? '"atomic":true,' : ''}"commands":[`;
  const text = `${start}${commands.map((command) => command.text).join(',')}]}`;
  const commas = commands.length - 1;
  const bytes = commands.reduce((sum, command) => sum + command.bytes, start.length + commas + 2);
  const keys = commands.flatMap(({ key }) => key ?? []);
  const parts = commands.map((command) => new BatchPart(command.id, command.key, atomic));
  const answer: EncodedBatch['answer'] = {
    t: 'batch',
    result: () => parts.flatMap((part) => part.result ?? []),
    open: (reply) => {
      if (parts.some((part) => part.reply === undefined)) return reply;
      return parts.find((part) => part.isOpen)?.reply;
    },
  };
  return { request: { id, key: keys[0], keys, text, bytes }, parts, answer };
}

/** One command of a batch: keeps the reply that comes under its id. */
export class BatchPart {
  readonly id: number;
  readonly #key: string | undefined;
  readonly #atomic: boolean;
  #reply: Reply | undefined;

  constructor(id: number, key: string | undefined, atomic: boolean) {
    this.id = id;
    this.#key = key;
    this.#atomic = atomic;
  }

  get reply(): Reply | undefined {
    return this.#reply;
  }

  /** Whether the hub turned the command away without a look at its key. */
  get isOpen(): boolean {
    return this.#reply?.t === 'error' && isBeforeTheKey(this.#reply.code);
  }

  /** Undefined where nothing has come that answers a command. */
  get result(): BatchResult | undefined {
    const reply = this.#reply;
    if (reply?.t === 'ok') return { ok: true, tx: commitment.result(reply) };
    return reply?.t === 'error' ? { ok: false, error: new Refused({ ...reply, key: this.#key }) } : undefined;
  }

  /**
   * Replies come anew when the batch is sent again. Those of an atomic one belong together; else what was
   * decided once stays so, whatever the hub says of the later copy. A refusal that is not remembered (`expired`) decides
   * nothing: the later copy may have been taken.
   */
  receive(reply: Reply): void {
    if (this.#atomic || !isDecided(this.#reply)) this.#reply = reply;
  }
}

/** Whether every later copy comes to the same. */
function isDecided(reply: Reply | undefined): boolean {
  return reply !== undefined && (reply.t !== 'error' || errorCodes[reply.code].frozen);
}

/**
 * What became of a batch that went as several requests. Where some of them may have been done and others have
 * no answer, nobody can say more than that: throws `OutcomeUnknown` with all keys.
 */
export function joinBatch(
  batches: readonly EncodedBatch[],
  settled: readonly PromiseSettledResult<readonly BatchResult[]>[],
): readonly BatchResult[] {
  const failed = settled.filter((each) => each.status === 'rejected');
  const [first] = failed;
  if (first === undefined) return settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const cause: unknown = first.reason;
  const isNothingDone = failed.every(({ reason }) => !(reason instanceof OutcomeUnknown));
  if (batches.length === 1 || (failed.length === batches.length && isNothingDone)) throw cause;
  const code = cause instanceof OutcomeUnknown || cause instanceof NotSent ? cause.code : 'unsettled';
  const keys = batches.flatMap(({ request }) => request.keys ?? []);
  throw new OutcomeUnknown(code, keys[0] ?? '', { cause }, keys);
}
