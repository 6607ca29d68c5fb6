import type { ErrorReply } from '../../../shared/down.ts';
import { backoffMs } from '../../sdk/backoff.ts';
import type { CannotConnect } from '../../sdk/errors.ts';
import { type Packable, packFrames, utf8Bytes } from '../../sdk/frame-packer.ts';
import { decodeMessages, type Reply } from '../../sdk/messages.ts';
import type { HubAddress } from '../options.ts';
import { steadyMs } from '../threads/clock.ts';
import { okHeadAt } from './ok-line.ts';
import { type BatchMember, PlainBatch } from './plain-batch.ts';
import { PlainSocket } from './plain-socket.ts';

export interface PlainRequestsEvents<T> {
  up(): void;
  /** The hub said `ok`, in this part of a frame. */
  ok(item: T, seq: number, nowMs: number, frame: string, from: number, to: number): void;
  /** The hub refused for good. */
  refused(item: T, reply: ErrorReply, nowMs: number): void;
  /** Another reply: the answer to a question. */
  answered(item: T, reply: Reply, nowMs: number): void;
  /** It is sent again. */
  retried(item: T): void;
  ended(cause: CannotConnect): void;
}

export interface PlainRequestsOptions extends HubAddress {
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
  /** By the ids of their commands. */
  readonly #batches = new Map<number, PlainBatch<T>>();
  /** To be packed at the end of the tick. */
  #unsent: Packable[] = [];
  #frameBytesMax = 0;
  #nextId = 0;

  constructor({ packed, ...address }: PlainRequestsOptions, events: PlainRequestsEvents<T>) {
    this.#events = events;
    this.#packed = packed;
    this.#socket = new PlainSocket(address, {
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
    const text = `{"t":"${t}","id":${id},${fields}}`;
    this.#add(id, { item, batch: undefined, text, sends: 0, isAside: false });
  }

  /**
   * Commands in one request; each is told of by itself, once the whole batch is answered. `fields` as for
   * {@link submit}.
   */
  submitBatch(members: readonly BatchMember<T>[], isAtomic: boolean): void {
    const [first] = members;
    if (first === undefined) return;
    const id = this.#nextId;
    this.#nextId += 1 + members.length;
    const batch = new PlainBatch(members, id);
    for (const [member] of batch.items) this.#batches.set(member, batch);
    const text = `{"t":"batch","id":${id},"atomic":${isAtomic},"commands":[${batch.text}]}`;
    this.#add(id, { item: first.item, batch, text, sends: 0, isAside: false });
  }

  #add(id: number, pending: Pending<T>): void {
    this.#pending.set(id, pending);
    if (this.#socket.isUp) this.#send(pending);
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #send(pending: Pending<T>): void {
    if (pending.sends > 0) this.#retried(pending);
    pending.sends += 1;
    if (!this.#packed) {
      this.#socket.send(pending.text);
      return;
    }
    if (this.#unsent.length === 0) process.nextTick(() => this.#flush());
    this.#unsent.push({ text: pending.text, bytes: utf8Bytes(pending.text) });
  }

  #retried({ item, batch }: Pending<T>): void {
    if (batch === undefined) this.#events.retried(item);
    else for (const each of batch.items.values()) this.#events.retried(each);
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
    if (pending === undefined) {
      const ok = { seq: head.seq, nowMs, frame, from, to };
      this.#batches.get(head.id)?.answered(head.id, { ok, refusal: undefined });
      return;
    }
    this.#pending.delete(head.id);
    this.#events.ok(pending.item, head.seq, nowMs, frame, from, to);
  }

  #onReply(id: number, reply: Reply, nowMs: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) {
      if (reply.t === 'error')
        this.#batches.get(id)?.answered(id, { ok: undefined, refusal: { reply, nowMs } });
      return;
    }
    const { item, batch } = pending;
    const isForNow = reply.t === 'error' ? reply.retryable : batch?.isForNow === true;
    if (isForNow) {
      this.#sendLater(id, pending);
      return;
    }
    this.#pending.delete(id);
    if (batch !== undefined) this.#settle(batch, reply, nowMs);
    else if (reply.t === 'error') this.#events.refused(item, reply, nowMs);
    else this.#events.answered(item, reply, nowMs);
  }

  /** `reply` is that of the batch itself: where it is an error, no command has a reply of its own. */
  #settle(batch: PlainBatch<T>, reply: Reply, nowMs: number): void {
    for (const [id, item] of batch.items) {
      this.#batches.delete(id);
      if (reply.t === 'error') {
        this.#events.refused(item, reply, nowMs);
        continue;
      }
      const { ok, refusal } = batch.answerOf(id);
      if (ok !== undefined) this.#events.ok(item, ok.seq, ok.nowMs, ok.frame, ok.from, ok.to);
      else this.#events.refused(item, refusal.reply, refusal.nowMs);
    }
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
  /** Of a batch, the first. */
  readonly item: T;
  readonly batch: PlainBatch<T> | undefined;
  readonly text: string;
  sends: number;
  /** Refused for now: it waits before it is sent again. */
  isAside: boolean;
}
