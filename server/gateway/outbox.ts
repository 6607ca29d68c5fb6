import { limits } from '../limits.ts';

/** The socket as the rest of the gateway sees it. */
export interface Wire {
  readonly isOpen: boolean;
  /** Bytes handed over that the operating system has not taken yet. */
  readonly unsentBytes: number;
  send(frame: string): void;
  close(code: number, reason: string): void;
  pauseReading(): void;
  resumeReading(): void;
}

/** What waits to be written to one connection. It goes out together: one write for all that a commit released. */
export class Outbox {
  readonly #wire: Wire;
  readonly #flushes: FlushQueue;
  #messages: string[] = [];
  #queuedChars = 0;
  #queued = false;

  constructor(wire: Wire, flushes: FlushQueue) {
    this.#wire = wire;
    this.#flushes = flushes;
  }

  /** Whether the peer reads so slowly, or one release holds so much, that no more events should be added. */
  get isSlow(): boolean {
    return this.#wire.unsentBytes > limits.unsentBytesSlow || this.#queuedChars > limits.unsentBytesMax;
  }

  push(message: string): void {
    this.#messages.push(message);
    this.#queuedChars += message.length;
    if (this.#queued) return;
    this.#queued = true;
    this.#flushes.add(this);
  }

  /** Writes all messages, joined into frames of at most `outgoingFrameBytes`; a longer message has its own. */
  flush(): void {
    this.#queued = false;
    const messages = this.#messages;
    if (messages.length === 0) return;
    this.#messages = [];
    this.#queuedChars = 0;
    let from = 0;
    let size = 0;
    for (let index = 0; index < messages.length && this.#wire.isOpen; index += 1) {
      const length = Buffer.byteLength(messages[index] ?? '');
      if (size > 0 && size + 1 + length > limits.outgoingFrameBytes) {
        this.#wire.send(messages.slice(from, index).join('\n'));
        from = index;
        size = 0;
      }
      size += length + 1;
    }
    if (this.#wire.isOpen) this.#wire.send((from === 0 ? messages : messages.slice(from)).join('\n'));
  }
}

/** The outboxes that hold something: flushed after each release, or else at the end of the turn. */
export class FlushQueue {
  #outboxes: Outbox[] = [];
  #scheduled = false;

  add(outbox: Outbox): void {
    this.#outboxes.push(outbox);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    const outboxes = this.#outboxes;
    this.#outboxes = [];
    for (const outbox of outboxes) outbox.flush();
  }
}
