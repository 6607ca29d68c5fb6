import { decodeFrame } from '../../shared/codec.ts';
import { closeCodes, type ErrorCode } from '../../shared/codes.ts';
import type { Batch, Command } from '../../shared/commands.ts';
import { BadFrame, type Decoded } from '../../shared/decode-request.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { pageItemsMax, protocolVersion } from '../../shared/limits.ts';
import type { Get } from '../../shared/queries.ts';
import type { Request } from '../../shared/up.ts';
import type { Watch as WatchRequest } from '../../shared/watching.ts';
import type { CommandCounts } from '../command-counts.ts';
import { isoTime } from '../ledger/time.ts';
import type { AnyCommand, Decision } from '../ledger/transaction.ts';
import { limits } from '../limits.ts';
import type { FoundOutcome } from '../views/views.ts';
import { BatchAsker } from './batch-asker.ts';
import type { CloseCounts } from './close-counts.ts';
import { Inbox } from './inbox.ts';
import type { Intake, IntakeAsker } from './intake.ts';
import type { Outbox, Wire } from './outbox.ts';
import type { Outcomes } from './outcomes.ts';
import type { Question, Questions } from './questions.ts';
import { accountNow, errorReply, okReply, replayedReply } from './replies.ts';
import { Watches, type WatchHouse } from './watches.ts';

/** What all connections share. */
export interface House extends WatchHouse {
  readonly intake: Intake;
  readonly outcomes: Outcomes;
  readonly questions: Questions;
  readonly commands: CommandCounts;
  readonly closes: CloseCounts;
}

/**
 * One connection's requests, taken in order. A command whose key may have been used waits for the views to
 * tell, and all that came after it on this connection waits with it.
 */
export class Session implements IntakeAsker {
  readonly principal = 'anonymous';
  readonly #house: House;
  readonly #wire: Wire;
  readonly #outbox: Outbox;
  readonly #watches: Watches;
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

  constructor(house: House, wire: Wire, outbox: Outbox, connection: string) {
    this.#house = house;
    this.#wire = wire;
    this.#outbox = outbox;
    this.#watches = new Watches(house, outbox);
    const { pipeline, epoch } = house;
    outbox.push(
      `{"t":"welcome","protocol":${protocolVersion},"connection":"${connection}","epoch":"${epoch}","seq":${pipeline.durable.seq},"time":"${isoTime(pipeline.now())}","principal":"${this.principal}","limits":${JSON.stringify(advertisedLimits)}}`,
    );
  }

  /** Takes in a text frame. */
  receive(frame: string): void {
    if (this.#ending) return;
    try {
      for (const message of decodeFrame(frame)) this.#take(message);
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.end(closeCodes.badFrame.code, error.message);
    }
    if (this.#unanswered >= limits.inflight) this.#wire.pauseReading();
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

  decided(decision: Decision, record: string): void {
    const { id, t } = decision.command;
    if (decision.kind === 'refusal') {
      this.#house.commands.refused(t, decision.code);
      this.#reply(errorReply(id, decision.code, decision.message));
    } else {
      this.#house.commands.ok(t);
      this.#reply(okReply(id, record));
    }
  }

  turnedAway(command: AnyCommand, code: 'busy' | 'unavailable'): void {
    this.#house.commands.refused(command.t, code);
    this.#reply(errorReply(command.id, code, awayMessages[code]));
  }

  decidedBefore(command: Command, record: string, differing: string | undefined): void {
    if (differing !== undefined) {
      this.refused(command, 'key_reused', `the key was used before with another ${differing}`);
      return;
    }
    this.#house.commands.replayed(command.t);
    this.#reply(replayedReply(command.id, record));
  }

  refused(command: Command, code: ErrorCode, message: string): void {
    this.#house.commands.refused(command.t, code);
    this.#reply(errorReply(command.id, code, message));
  }

  #take(message: Decoded): void {
    this.#unanswered += 1;
    if (!message.ok) {
      this.#inbox.take({ kind: 'malformed', id: message.id, message: message.message });
      return;
    }
    const { request } = message;
    if (request.t === 'batch' && request.atomic !== true) this.#takeOneByOne(request);
    else this.#inbox.take({ kind: 'request', request, lookUp: this.#lookAhead(request), asker: this });
  }

  /** A batch that is not atomic is its commands, and at last a reply of its own. */
  #takeOneByOne({ id, commands }: Batch): void {
    this.#unanswered += commands.length;
    const asker = new BatchAsker(this);
    for (const request of commands) {
      this.#inbox.take({ kind: 'request', request, lookUp: this.#lookAhead(request), asker });
    }
    this.#inbox.take({ kind: 'batch end', id, asker });
  }

  /** Of what has to wait, questions to the views go out at once: those of one frame travel together. */
  #lookAhead(request: Request): Promise<FoundOutcome> | undefined {
    return !this.#inbox.isIdle && 'key' in request && request.t !== 'outcome' && request.t !== 'batch'
      ? this.#house.outcomes.ahead(this.principal, request.key)
      : undefined;
  }

  #handle(entry: Entry): Promise<void> | undefined {
    switch (entry.kind) {
      case 'request':
        return this.#request(entry.request, entry.lookUp, entry.asker);
      case 'batch end':
        this.#inOrder(() => entry.asker.reply(entry.id));
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
        return this.#house.intake.take(this.principal, request, lookUp, asker);
      case 'batch':
        return this.#takeTogether(request);
      case 'get':
        this.#get(request);
        return undefined;
      case 'watch':
        this.#watch(request);
        return undefined;
      case 'unwatch':
        this.#inOrder(() =>
          this.#watches.end(request)
            ? `{"t":"unwatched","id":${JSON.stringify(request.id)}}`
            : errorReply(request.id, 'bad_request', 'this connection has no such watch'),
        );
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
        return this.#ask(request);
    }
  }

  #takeTogether({ id, commands }: Batch): Promise<void> | undefined {
    this.#unanswered += commands.length;
    const asker = new BatchAsker(this);
    const taking = this.#house.intake.takeTogether(this.principal, commands, asker);
    const end = (): void => this.#inOrder(() => asker.reply(id));
    if (taking === undefined) end();
    return taking?.then(end);
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
      .answer(question, this.principal)
      .then(answered, () => answered(errorReply(question.id, 'unavailable', awayMessages.unavailable)));
    if (this.#asking < limits.questions) return undefined;
    return new Promise((resolve) => {
      this.#whenMayAsk = resolve;
    });
  }

  #get({ id, accounts: ids }: Get): void {
    this.#house.pipeline.expireDue();
    const { state } = this.#house.pipeline;
    if (state === undefined) {
      this.#unavailable(id);
      return;
    }
    const texts: string[] = [];
    for (const account of ids) {
      const found = state.accounts.get(account);
      if (found === undefined) {
        this.#afterCommit(id, () => errorReply(id, 'unknown_account', `there is no account ${account}`));
        return;
      }
      texts.push(accountNow(found));
    }
    const text = `{"t":"accounts","id":${JSON.stringify(id)},"seq":${state.seq},"accounts":[${texts.join(',')}]}`;
    this.#afterCommit(id, () => text);
  }

  #watch(request: WatchRequest): void {
    this.#house.pipeline.expireDue();
    const { state } = this.#house.pipeline;
    if (state === undefined) {
      this.#unavailable(request.id);
      return;
    }
    const prepared = this.#watches.prepare(request, state);
    if ('code' in prepared) {
      this.#afterCommit(request.id, () => errorReply(request.id, prepared.code, prepared.message));
      return;
    }
    this.#house.pipeline.afterCommit({
      release: () => {
        const text = prepared.begin();
        if (text !== undefined) this.#reply(text);
      },
      discard: () => {
        prepared.discard();
        this.#reply(errorReply(request.id, 'unavailable', awayMessages.unavailable));
      },
    });
  }

  #unavailable(id: CorrelationId): void {
    this.#inOrder(() => errorReply(id, 'unavailable', awayMessages.unavailable));
  }

  /** Answers with what speaks of the state as it is now, once that is durable. */
  #afterCommit(id: CorrelationId, text: () => string): void {
    this.#house.pipeline.afterCommit({
      release: () => this.#reply(text()),
      discard: () => this.#reply(errorReply(id, 'unavailable', awayMessages.unavailable)),
    });
  }

  /** Answers with what holds whatever becomes of the commit, after all that was asked before. */
  #inOrder(text: () => string): void {
    const reply = (): void => this.#reply(text());
    this.#house.pipeline.afterCommit({ release: reply, discard: reply });
  }

  #reply(text: string): void {
    this.#unanswered -= 1;
    this.#outbox.push(text);
    if (this.#unanswered < limits.inflight) this.#wire.resumeReading();
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

const awayMessages = {
  busy: 'the hub has too much to do; nothing was done, try again',
  unavailable: 'the hub cannot make anything durable now; nothing was done, try again',
} as const;

const advertisedLimits = {
  frameBytes: limits.frameBytes,
  inflight: limits.inflight,
  watches: limits.watches,
  unsentBytes: limits.unsentBytesMax,
  pageItems: pageItemsMax,
};
