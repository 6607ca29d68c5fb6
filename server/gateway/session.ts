import { decodeFrame } from '../../shared/codec.ts';
import { closeCodes } from '../../shared/codes.ts';
import type { Batch } from '../../shared/commands.ts';
import { BadFrame, type Decoded } from '../../shared/decode-request.ts';
import type { Limits } from '../../shared/down.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { pageItemsMax, protocolVersion } from '../../shared/limits.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import type { Request } from '../../shared/up.ts';
import type { Access } from '../access/access.ts';
import type { Door } from '../access/door.ts';
import type { HubLimits } from '../access/hub-limits.ts';
import type { Edge } from '../edge.ts';
import { isoTime } from '../ledger/time.ts';
import { limits } from '../limits.ts';
import type { FoundOutcome } from '../views/views.ts';
import { BatchAsker } from './batch-asker.ts';
import type { CloseCounts } from './close-counts.ts';
import { type CommandHouse, CommandTaker } from './command-taker.ts';
import { accessEnds, type Guest } from './guest.ts';
import { answerGet, replyInOrder } from './in-order.ts';
import { Inbox } from './inbox.ts';
import type { IntakeAsker } from './intake.ts';
import type { Outbox, SocketWire } from './outbox.ts';
import type { Outcomes } from './outcomes.ts';
import type { Question, Questions } from './questions.ts';
import { awayReply, errorReply } from './replies.ts';
import { Watches, type WatchHouse } from './watches.ts';

/** What all connections share. */
export interface House extends WatchHouse, CommandHouse {
  readonly outcomes: Outcomes;
  readonly questions: Questions;
  readonly closes: CloseCounts;
  readonly door: Door;
  readonly edge: Edge;
}

/**
 * One connection's requests, taken in order. A command whose key may have been used waits for the views to
 * tell, and all that came after it on this connection waits with it.
 */
export class Session implements Guest {
  readonly #house: House;
  readonly #access: Access;
  readonly #wire: SocketWire;
  readonly #outbox: Outbox;
  readonly #watches: Watches;
  readonly #reply = (text: string): void => this.#answered(text);
  readonly #taker: CommandTaker;
  readonly #inbox = new Inbox<Entry>((entry) => this.#handle(entry));
  /** Questions that the views are answering. */
  #asking = 0;
  /** Lets the inbox go on when there may be another question. */
  #whenMayAsk: (() => void) | undefined;
  /** Requests taken in and not yet answered. */
  #unanswered = 0;
  /** No frame is taken in any more: the connection is to be closed after what it is owed. */
  #ending = false;
  #whenAnswered: (() => void) | undefined;

  constructor(house: House, access: Access, wire: SocketWire, outbox: Outbox, connection: string) {
    this.#house = house;
    this.#access = access;
    this.#wire = wire;
    this.#outbox = outbox;
    this.#watches = new Watches(house, outbox, access);
    this.#taker = new CommandTaker(house, access, this.#reply);
    const { pipeline, epoch } = house;
    outbox.push(
      `{"t":"welcome","protocol":${protocolVersion},"connection":"${connection}","epoch":"${epoch}","seq":${pipeline.durable.seq},"time":"${isoTime(pipeline.now())}","principal":"${access.principal}","limits":${JSON.stringify(advertised(house.limits, access))}}`,
    );
  }

  /** Takes in a text frame. */
  receive(frame: string): void {
    if (this.#ending) return;
    if (this.#access.endAt(Date.now()) !== undefined) {
      this.check();
      return;
    }
    try {
      this.takeAll(decodeFrame(frame));
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.end(closeCodes.badFrame.code, error.message);
    }
  }

  /** Takes in the messages of a frame. */
  takeAll(messages: readonly Decoded[]): void {
    for (const message of messages) this.#take(message);
    if (this.#unanswered >= this.#house.limits.inflight) this.#wire.pauseReading();
  }

  /** Ends the connection at once where its access is over: nothing more is done or told in its name. */
  check(): void {
    const why = this.#access.endAt(Date.now());
    if (why === undefined || !this.#wire.isOpen) return;
    this.closed();
    const close = accessEnds[why];
    this.#wire.close(closeCodes[close].code, why === 'changed' ? changedReason : closeMeanings[close]);
  }

  /** Closes the connection once all that came before is answered. */
  end(code: number, reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#inbox.take({ kind: 'end', code, reason });
  }

  /** The connection has taken all that was written to it. */
  drained(): void {
    this.#watches.catchUp();
  }

  /** The connection is gone; commands that were taken in go on, unheard. */
  closed(): void {
    this.#ending = true;
    this.#inbox.clear();
    this.#watches.close();
  }

  #take(message: Decoded): void {
    this.#unanswered += 1;
    if (!message.ok) {
      this.#inbox.take({ kind: 'malformed', id: message.id, message: message.message });
      return;
    }
    const { request } = message;
    if (request.t === 'batch' && request.atomic !== true) this.#takeOneByOne(request);
    else this.#inbox.take({ kind: 'request', request, lookUp: this.#lookAhead(request), asker: this.#taker });
  }

  /** A batch that is not atomic is its commands, and at last a reply of its own. */
  #takeOneByOne({ id, commands }: Batch): void {
    this.#unanswered += commands.length;
    const asker = new BatchAsker(this.#taker);
    for (const request of commands) {
      this.#inbox.take({ kind: 'request', request, lookUp: this.#lookAhead(request), asker });
    }
    this.#inbox.take({ kind: 'batch end', id, asker });
  }

  /** Of what has to wait, questions to the views go out at once: those of one frame travel together. */
  #lookAhead(request: Request): Promise<FoundOutcome> | undefined {
    return !this.#inbox.isIdle && 'key' in request && request.t !== 'outcome' && request.t !== 'batch'
      ? this.#house.outcomes.ahead(this.#access, request.key)
      : undefined;
  }

  #handle(entry: Entry): Promise<void> | undefined {
    switch (entry.kind) {
      case 'request':
        return this.#request(entry.request, entry.lookUp, entry.asker);
      case 'batch end':
        this.#taker.endBatch(entry.id, entry.asker);
        return undefined;
      case 'malformed':
        this.#inOrder(() => errorReply(entry.id, 'bad_request', entry.message));
        return undefined;
      case 'end':
        this.#whenAnswered = (): void => {
          this.#outbox.flushEvents();
          this.#wire.close(entry.code, entry.reason);
        };
        if (this.#unanswered === 0) this.#whenAnswered();
        else setTimeout(this.#whenAnswered, limits.owedWithinMs).unref();
        return undefined;
    }
  }

  #request(
    request: Request,
    lookUp: Promise<FoundOutcome> | undefined,
    asker: IntakeAsker,
  ): Promise<void> | undefined {
    switch (request.t) {
      case 'transfer':
      case 'deposit':
      case 'withdraw':
      case 'hold':
      case 'capture':
      case 'release':
      case 'reverse':
      case 'open':
      case 'freeze':
      case 'unfreeze':
      case 'close':
      case 'rules':
      case 'ledger':
        // Nothing that came after it goes on before the views have told what it has to wait for.
        return this.#taker.take(request, lookUp, asker);
      case 'batch':
        this.#unanswered += request.commands.length;
        return this.#taker.takeTogether(request);
      case 'get':
        answerGet(this.#house.pipeline, this.#reply, request, this.#access);
        return undefined;
      case 'watch':
        this.#watches.begin(request, this.#reply);
        return undefined;
      case 'unwatch':
        return this.#watches.end(request, this.#reply);
      case 'hello':
        this.#inOrder(() => errorReply(request.id, 'bad_request', 'hello comes first, and once'));
        return undefined;
      case 'ping':
        this.#ping(request.id);
        return undefined;
      case 'list':
      case 'history':
      case 'outcome':
      case 'trial':
      case 'balance':
      case 'statement':
      case 'transactions':
      case 'holds':
        return this.#ask(request);
    }
  }

  #ping(id: CorrelationId): void {
    const { pipeline } = this.#house;
    this.#reply(
      `{"t":"pong","id":${JSON.stringify(id)},"seq":${pipeline.durable.seq},"time":"${isoTime(pipeline.now())}"}`,
    );
  }

  /** The views answer a few questions of a connection at a time; whoever asks more waits for itself. */
  #ask(question: Question): Promise<void> | undefined {
    const answered = (text: string): void => {
      this.#asking -= 1;
      this.#reply(text);
      this.#whenMayAsk?.();
    };
    this.#asking += 1;
    this.#house.questions
      .answer(question, this.#access)
      .then(answered, () => answered(awayReply(question.id, 'unavailable')));
    if (this.#asking < limits.questions) return undefined;
    return new Promise((resolve) => {
      this.#whenMayAsk = resolve;
    });
  }

  /** Answers with what holds whatever becomes of the commit, after all that was asked before. */
  #inOrder(text: () => string): void {
    replyInOrder(this.#house.pipeline, this.#reply, text);
  }

  #answered(text: string): void {
    this.#unanswered -= 1;
    this.#outbox.push(text);
    if (this.#unanswered < this.#house.limits.inflight) this.#wire.resumeReading();
    if (this.#unanswered === 0) this.#whenAnswered?.();
  }
}

type Entry =
  | {
      readonly kind: 'request';
      readonly request: Request;
      readonly lookUp: Promise<FoundOutcome> | undefined;
      readonly asker: IntakeAsker;
    }
  | { readonly kind: 'batch end'; readonly id: CorrelationId; readonly asker: BatchAsker }
  | { readonly kind: 'malformed'; readonly id: CorrelationId | null; readonly message: string }
  | { readonly kind: 'end'; readonly code: number; readonly reason: string };

/** In the order of their schema. */
function advertised(
  { frameBytes, inflight, watches, ...others }: HubLimits,
  { isAnonymous }: Access,
): Limits {
  return {
    frameBytes,
    inflight,
    watches,
    unsentBytes: limits.unsentBytesMax,
    pageItems: pageItemsMax,
    ...others,
    ...(isAnonymous ? { commandsPerSecond: 0 } : {}),
  };
}

const changedReason = 'the token may do other things now';
