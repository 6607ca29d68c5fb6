import type { Command } from '../../shared/commands.ts';
import type { Request } from '../../shared/up.ts';
import type { Answer } from './answer.ts';
import { type BatchPart, type EncodedBatch, encodeBatch, joinBatch } from './batch.ts';
import { Call, type CallKeeper } from './call.ts';
import type { AnyCommandInput, BatchResult } from './calls.ts';
import { clockMs, Deadlines } from './deadlines.ts';
import { badRequest, type CommandFields, type Encoded, encodeCommand, encodeRequest } from './encode.ts';
import { type CannotConnect, type FlorinError, NotSent, Refused } from './errors.ts';
import { packFrames } from './frame-packer.ts';
import { IdTable } from './id-table.ts';
import type { Reply } from './messages.ts';
import type { CallOptions, Settings } from './options.ts';
import type { Outgoing } from './outgoing.ts';
import { Pending } from './pending.ts';

/** Where frames go while a connection stands, and the bounds that its hub named. */
export interface Wire {
  readonly frameBytesMax: number;
  readonly inflightMax: number;
  send(frame: string): void;
}

/** Writes requests, those of one tick in one frame, and brings their replies to them. */
export class Requests implements CallKeeper {
  readonly #settings: Settings;
  readonly #pending = new Pending<Outgoing>();
  /** The commands of batches without an answer. */
  readonly #parts = new IdTable<BatchPart>();
  readonly #deadlines = new Deadlines((nowMs) => this.#interruptLate(nowMs));
  #wire: Wire | undefined;
  #nextId = 1;
  #flushing = false;
  #end: { readonly cause: CannotConnect | undefined } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Makes a command of its fields; one without a key gets its own. Rejects with a `FlorinError`. */
  command<T extends Reply['t'], R>(
    t: Command['t'],
    input: CommandFields,
    answer: Answer<T, R>,
    options: CallOptions = {},
  ): Promise<R> {
    return new Promise((resolve, reject) =>
      this.#call(encodeCommand(t, this.nextId(), input), answer, options, resolve, reject),
    );
  }

  /** Makes a question of its fields. Rejects with a `FlorinError`. */
  question<T extends Reply['t'], R>(
    t: Request['t'],
    fields: object,
    answer: Answer<T, R>,
    options: CallOptions = {},
  ): Promise<R> {
    return new Promise((resolve, reject) =>
      this.#call(encodeRequest(t, this.nextId(), fields), answer, options, resolve, reject),
    );
  }

  /** Sends commands together; see `Hub.batch`. Rejects with a `FlorinError`. */
  async batch(
    commands: readonly AnyCommandInput[],
    atomic: boolean,
    options: CallOptions,
  ): Promise<readonly BatchResult[]> {
    const batches = encodeBatch(commands, atomic, () => this.nextId());
    if (batches instanceof Refused) throw batches;
    return joinBatch(batches, await Promise.allSettled(batches.map((each) => this.#batch(each, options))));
  }

  nextId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  submit(request: Outgoing): void {
    this.#pending.add(request);
    this.#flushSoon();
  }

  /** A connection stands: all that has no answer is written, or written again, in its order. */
  up(wire: Wire): void {
    this.#wire = wire;
    this.#flushSoon();
  }

  lost(): void {
    this.#wire = undefined;
    for (const request of this.#pending.drain()) if (!request.once) this.#pending.add(request);
  }

  receive(reply: Reply): void {
    if (typeof reply.id !== 'number') return;
    const request = this.#pending.answered(reply.id);
    if (request === undefined) {
      this.#parts.get(reply.id)?.receive(reply);
      return;
    }
    request.receive(reply);
    this.#flushSoon();
  }

  /** No connection will come any more: everything that waits ends here. */
  end(cause: CannotConnect | undefined): void {
    this.#wire = undefined;
    this.#end = { cause };
    this.#deadlines.stop();
    for (const request of this.#pending.drain()) request.interrupt('closed', cause);
  }

  drop(call: Outgoing): void {
    this.#pending.remove(call);
    this.#flushSoon();
  }

  setAside(call: Outgoing): void {
    this.#pending.setAside(call);
  }

  comeAgain(call: Outgoing): void {
    this.#pending.bringBack(call);
    this.#flushSoon();
  }

  async #batch(
    { request, parts, answer }: EncodedBatch,
    options: CallOptions,
  ): Promise<readonly BatchResult[]> {
    for (const part of parts) this.#parts.add(part);
    try {
      return await new Promise((resolve, reject) => this.#call(request, answer, options, resolve, reject));
    } finally {
      for (const part of parts) this.#parts.delete(part.id);
    }
  }

  #call<T extends Reply['t'], R>(
    request: Encoded | Refused,
    answer: Answer<T, R>,
    options: CallOptions,
    resolve: (result: R) => void,
    reject: (error: FlorinError) => void,
  ): void {
    const { signal } = options;
    if (request instanceof Refused) reject(request);
    else if (this.#end !== undefined) reject(new NotSent('closed', request.key, this.#end));
    else if (signal?.aborted) reject(new NotSent('aborted', request.key, { cause: signal.reason }));
    else if (this.#pending.size >= this.#settings.queueMax) reject(new NotSent('busy', request.key));
    else {
      const timeoutMs = options.timeoutMs ?? this.#settings.timeoutMs;
      // What is no number is no time at all.
      const deadlineMs = Math.ceil(clockMs() + (timeoutMs || 0));
      const retry = options.retry ?? this.#settings.retry;
      this.submit(new Call(request, answer, { deadlineMs, retry, signal, resolve, reject }, this));
      this.#deadlines.add(deadlineMs);
    }
  }

  /** Ends what has waited too long, whose time ran out first comes first; returns when that of the next does. */
  #interruptLate(nowMs: number): number {
    const late: Outgoing[] = [];
    let nextMs = Number.POSITIVE_INFINITY;
    for (const request of this.#pending.all()) {
      if (request.deadlineMs <= nowMs) late.push(request);
      else nextMs = Math.min(nextMs, request.deadlineMs);
    }
    late.sort((a, b) => a.deadlineMs - b.deadlineMs || a.id - b.id);
    for (const request of late) request.interrupt('timed_out');
    return nextMs;
  }

  #flushSoon(): void {
    if (this.#flushing || this.#wire === undefined || this.#pending.waiting === 0) return;
    this.#flushing = true;
    this.#flushOnceQuiet(this.#nextId);
  }

  /** A reply's caller often makes the next call a few microtasks later: the frame waits while calls keep coming. */
  #flushOnceQuiet(newestId: number): void {
    queueMicrotask(() => {
      if (this.#nextId !== newestId) return this.#flushOnceQuiet(this.#nextId);
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    const fitting: Outgoing[] = [];
    const unfit: Outgoing[] = [];
    for (const request of this.#pending.take(wire.inflightMax)) {
      if (request.bytes > wire.frameBytesMax) unfit.push(request);
      else {
        request.writes += 1;
        fitting.push(request);
      }
    }
    for (const frame of packFrames(fitting, wire.frameBytesMax)) wire.send(frame);
    // Last, for whoever hears of it may close the hub: by then all others were written.
    for (const request of unfit) {
      this.drop(request);
      request.unfit(badRequest(`the request is larger than a frame of ${wire.frameBytesMax} bytes`));
    }
  }
}
