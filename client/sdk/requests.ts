import type { Request } from '../../shared/up.ts';
import { Call, type CallKeeper } from './call.ts';
import { badRequest, encodeRequest } from './encode.ts';
import { type CannotConnect, NotSent, Refused } from './errors.ts';
import { packFrames, utf8Bytes } from './frame-packer.ts';
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
  #wire: Wire | undefined;
  #nextId = 1;
  #flushing = false;
  #end: { readonly cause: CannotConnect | undefined } | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Makes a call of a request's fields, to be answered by a reply of type `expected`. Rejects with a `FlorinError`. */
  async call<T extends Reply['t']>(
    t: Request['t'],
    fields: object,
    expected: T,
    options: CallOptions = {},
  ): Promise<Extract<Reply, { t: T }>> {
    const request = encodeRequest(t, this.nextId(), fields);
    if (request instanceof Refused) throw request;
    if (this.#end !== undefined) throw new NotSent('closed', request.key, this.#end);
    if (options.signal?.aborted) throw new NotSent('aborted', request.key, { cause: options.signal.reason });
    if (this.#pending.size >= this.#settings.queueMax) throw new NotSent('busy', request.key);
    const call = new Call(request, expected, options, this.#settings, this);
    this.submit(call);
    return call.answer;
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
    const request = typeof reply.id === 'number' ? this.#pending.answered(reply.id) : undefined;
    if (request === undefined) return;
    this.#pending.remove(request);
    request.receive(reply);
    this.#flushSoon();
  }

  /** No connection will come any more: everything that waits ends here. */
  end(cause: CannotConnect | undefined): void {
    this.#wire = undefined;
    this.#end = { cause };
    for (const request of this.#pending.drain()) request.interrupt('closed', cause);
  }

  done(call: Outgoing): void {
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
    const texts: string[] = [];
    for (const request of this.#pending.take(wire.inflightMax)) {
      if (utf8Bytes(request.text) > wire.frameBytesMax) {
        request.fail(badRequest(`the request is larger than a frame of ${wire.frameBytesMax} bytes`));
        continue;
      }
      request.writes += 1;
      texts.push(request.text);
    }
    for (const frame of packFrames(texts, wire.frameBytesMax)) wire.send(frame);
  }
}
