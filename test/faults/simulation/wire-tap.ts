import { decodeMessages } from '../../../client/sdk/messages.ts';
import { decodeFrame } from '../../../shared/codec.ts';
import { errorCodes } from '../../../shared/codes.ts';
import type { Message } from '../../../shared/down.ts';
import type { CorrelationId } from '../../../shared/fields.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { Request } from '../../../shared/up.ts';
import type { WatchSeen } from '../checker/history.ts';
import { WireTap as WatchTap } from '../checker/wire-tap.ts';
import type { Durable } from './durable.ts';
import { FrameReader } from './frame-reader.ts';
import type { Problems } from './problems.ts';

/** Listens to every connection, and holds all that a hub says against what is durable at the moment at which it says so. */
export class WireTap {
  readonly #durable: Durable;
  readonly #problems: Problems;
  readonly #known = { seq: 0 };
  readonly #taps: WatchTap[] = [];
  readonly #trace: (who: string, what: string) => void;

  constructor(durable: Durable, problems: Problems, trace: (who: string, what: string) => void) {
    this.#durable = durable;
    this.#problems = problems;
    this.#trace = trace;
  }

  /** Every watch of every connection, as the hub has told of it. */
  get watches(): readonly WatchSeen[] {
    return this.#taps.flatMap(({ watches }) => watches);
  }

  wire(client: string): Wire {
    const tap = new WatchTap(`${client} over connection ${this.#taps.length + 1}`, () => performance.now());
    this.#taps.push(tap);
    const trace = (what: string): void => this.#trace(client, what);
    return new Wire(trace, client, this.#durable, this.#problems, this.#known, tap);
  }
}

interface Asked {
  readonly request: Request;
  /** The newest seq that the hub had told anybody then. */
  readonly knownSeq: number;
}

/** One connection. */
class Wire {
  readonly #trace: (what: string) => void;
  readonly #client: string;
  readonly #durable: Durable;
  readonly #problems: Problems;
  readonly #known: { seq: number };
  readonly #watches: WatchTap;
  readonly #up = new FrameReader();
  readonly #down = new FrameReader();
  readonly #asked = new Map<CorrelationId, Asked>();
  /** Ids of the unanswered requests whose replies keep their order. */
  readonly #inOrder: CorrelationId[] = [];

  constructor(
    trace: (what: string) => void,
    client: string,
    durable: Durable,
    problems: Problems,
    known: { seq: number },
    watches: WatchTap,
  ) {
    this.#trace = trace;
    this.#client = client;
    this.#durable = durable;
    this.#problems = problems;
    this.#known = known;
    this.#watches = watches;
  }

  fromClient(bytes: Buffer): void {
    for (const frame of this.#up.push(bytes)) {
      this.#trace(`asks ${frame}`);
      this.#watches.sent(frame);
      for (const decoded of decodeFrame(frame)) if (decoded.ok) this.#ask(decoded.request);
    }
  }

  fromHub(bytes: Buffer): void {
    for (const frame of this.#down.push(bytes)) {
      this.#trace(`is sent ${frame}`);
      this.#watches.came(frame);
      for (const line of frame.split('\n')) {
        for (const message of decodeMessages(line)) this.#hear(message, line);
      }
    }
  }

  #ask(request: Request): void {
    for (const each of [...(request.t === 'batch' ? request.commands : []), request]) {
      this.#asked.set(each.id, { request: each, knownSeq: this.#known.seq });
      if (keepsOrder(each)) this.#inOrder.push(each.id);
    }
  }

  #hear(message: Message, line: string): void {
    const wrong = (what: string): void => this.#problems.add(`${this.#client} is told ${what}: ${line}`);
    const asked = 'id' in message ? this.#answered(message.id, wrong) : undefined;
    if ('seq' in message) {
      this.#hearSeq(message.seq, wrong);
      const isOlder = message.t !== 'watching' || !message.recovered;
      if (asked !== undefined && isOlder && message.seq < asked.knownSeq)
        wrong(`less than seq ${asked.knownSeq}, which was known before it asked`);
    }
    if ('tx' in message) this.#hearTx(message.tx, line, wrong);
    if ('txs' in message) for (const tx of message.txs) this.#hearTx(tx, line, wrong);
    if (message.t === 'error' && asked !== undefined) this.#hearRefusal(asked.request, message, wrong);
  }

  #answered(id: CorrelationId | null, wrong: (what: string) => void): Asked | undefined {
    const asked = id === null ? undefined : this.#asked.get(id);
    if (id === null || asked === undefined) {
      wrong('what it did not ask');
      return undefined;
    }
    this.#asked.delete(id);
    if (!keepsOrder(asked.request)) return asked;
    const due = this.#inOrder.shift();
    if (due !== id) wrong(`this before the answer to ${due}`);
    return asked;
  }

  #hearSeq(seq: number, wrong: (what: string) => void): void {
    if (seq > this.#durable.seq) wrong(`what is not durable: the journal ends at seq ${this.#durable.seq}`);
    this.#known.seq = Math.max(this.#known.seq, seq);
  }

  #hearTx({ seq }: Transaction, line: string, wrong: (what: string) => void): void {
    this.#hearSeq(seq, wrong);
    if (!line.includes(this.#durable.record(seq) ?? '\n')) wrong(`another seq ${seq} than the journal has`);
  }

  #hearRefusal(
    request: Request,
    { code, replayed }: Extract<Message, { t: 'error' }>,
    wrong: (what: string) => void,
  ): void {
    if (!isCommand(request)) return;
    // The rest of a batch whose keys were used in part, or that is not remembered, is refused without a record.
    const isKept = errorCodes[code].frozen && (code !== 'batch_failed' || replayed === true);
    if (isKept && this.#durable.decided(request.key)?.refused !== true)
      wrong('a refusal that is not durable');
  }
}

function isCommand(
  request: Request,
): request is Exclude<Extract<Request, { key: string }>, { t: 'outcome' }> {
  return 'key' in request && request.t !== 'outcome' && request.t !== 'batch';
}

/** Whether replies to requests like this one come in the order of the requests (R22). */
function keepsOrder(request: Request): boolean {
  const { t } = request;
  return isCommand(request) || t === 'batch' || t === 'get' || t === 'watch' || t === 'unwatch';
}
