import type { ErrorReply } from '../../../shared/down.ts';
import { backoffMs } from '../../sdk/backoff.ts';
import type { CannotConnect } from '../../sdk/errors.ts';
import { type Packable, packFrames, utf8Bytes } from '../../sdk/frame-packer.ts';
import { decodeMessages, type Reply } from '../../sdk/messages.ts';
import { steadyMs } from '../threads/clock.ts';
import { okHeadAt } from './ok-line.ts';
import { PlainSocket } from './plain-socket.ts';

export interface PlainRequestsEvents<T> {
  up(): void;
  /** The hub said `ok`, in this part of a frame. */
  ok(item: T, seq: number, nowMs: number, frame: string, from: number, to: number): void;
  /** The hub refused for good. */
  refused(item: T, reply: ErrorReply, nowMs: number): void;
  /** Another reply: the answer to a question. */
  answered(item: T, reply: Reply): void;
  /** It is sent again. */
  retried(item: T): void;
  ended(cause: CannotConnect): void;
}

export interface PlainRequestsOptions {
  readonly url: string;
  readonly token: string | undefined;
  /** Requests of one tick go in as few frames as they fit in; otherwise each has its own. */
  readonly packed: boolean;
}

/**
 * Requests over a bare socket, each answered in the end: after a lost connection, or a refusal that may pass, a
 * request is sent again as it was. A reply is known by its id; of an `ok`, the most frequent by far, no more is
 * read than its head.
 */
export class PlainRequests<T> {
  readonly #events: PlainRequestsEvents<T>;
  readonly #packed: boolean;
  readonly #socket: PlainSocket;
  readonly #pending = new Map<number, Pending<T>>();
  /** To be packed at the end of the tick. */
  #unsent: Packable[] = [];
  #frameBytesMax = 0;
  #nextId = 0;

  constructor({ url, token, packed }: PlainRequestsOptions, events: PlainRequestsEvents<T>) {
    this.#events = events;
    this.#packed = packed;
    this.#socket = new PlainSocket(url, token, {
      up: ({ limits }) => {
        this.#frameBytesMax = limits.frameBytes;
        this.#onUp();
      },
      frame: (text) => this.#onFrame(text),
      lost: () => {
        this.#unsent = [];
      },
      ended: (cause) => events.ended(cause),
    });
  }

  /** Requests without an answer. */
  get outstanding(): number {
    return this.#pending.size;
  }

  /** Why the last attempt to connect failed; empty where none did. */
  get problem(): string {
    return this.#socket.problem;
  }

  /** `fields` is the request's JSON without `t`, `id` and braces: `"accounts":["A"]`. */
  submit(item: T, t: string, fields: string): void {
    const id = this.#nextId;
    this.#nextId += 1;
    const pending = { item, text: `{"t":"${t}","id":${id},${fields}}`, sends: 0, isAside: false };
    this.#pending.set(id, pending);
    if (this.#socket.isUp) this.#send(pending);
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #send(pending: Pending<T>): void {
    if (pending.sends > 0) this.#events.retried(pending.item);
    pending.sends += 1;
    if (!this.#packed) {
      this.#socket.send(pending.text);
      return;
    }
    if (this.#unsent.length === 0) process.nextTick(() => this.#flush());
    this.#unsent.push({ text: pending.text, bytes: utf8Bytes(pending.text) });
  }

  #flush(): void {
    const messages = this.#unsent;
    this.#unsent = [];
    for (const frame of packFrames(messages, this.#frameBytesMax)) this.#socket.send(frame);
  }

  #onUp(): void {
    for (const pending of this.#pending.values()) if (!pending.isAside) this.#send(pending);
    this.#events.up();
  }

  #onFrame(frame: string): void {
    const nowMs = steadyMs();
    let from = 0;
    while (from < frame.length) {
      let to = frame.indexOf('\n', from);
      if (to < 0) to = frame.length;
      this.#onLine(frame, from, to, nowMs);
      from = to + 1;
    }
  }

  #onLine(frame: string, from: number, to: number, nowMs: number): void {
    const head = okHeadAt(frame, from);
    if (head === undefined) {
      for (const message of decodeMessages(frame.slice(from, to))) {
        if ('id' in message && typeof message.id === 'number') this.#onReply(message.id, message, nowMs);
      }
      return;
    }
    const pending = this.#pending.get(head.id);
    if (pending === undefined) return;
    this.#pending.delete(head.id);
    this.#events.ok(pending.item, head.seq, nowMs, frame, from, to);
  }

  #onReply(id: number, reply: Reply, nowMs: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    if (reply.t === 'error' && reply.retryable) {
      this.#sendLater(id, pending);
      return;
    }
    this.#pending.delete(id);
    if (reply.t === 'error') this.#events.refused(pending.item, reply, nowMs);
    else this.#events.answered(pending.item, reply);
  }

  #sendLater(id: number, pending: Pending<T>): void {
    pending.isAside = true;
    const waitMs = backoffMs(pending.sends - 1, Math.random());
    setTimeout(() => {
      pending.isAside = false;
      if (this.#socket.isUp && this.#pending.has(id)) this.#send(pending);
    }, waitMs).unref();
  }
}

interface Pending<T> {
  readonly item: T;
  readonly text: string;
  sends: number;
  /** Refused for now: it waits before it is sent again. */
  isAside: boolean;
}
