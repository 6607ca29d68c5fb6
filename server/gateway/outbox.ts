import { limits } from '../limits.ts';
import type { Flushable, FlushQueue } from './flush-queue.ts';

/** What takes messages to a peer, as watches and replies see it. */
export interface Wire {
  readonly isOpen: boolean;
  /** Bytes handed over that the operating system has not taken yet. */
  readonly unsentBytes: number;
  /** Sends messages, joined by line breaks. */
  send(frame: string): void;
  /** Ends the connection of a peer that reads too slowly. */
  giveUp(): void;
}

/** A WebSocket as the rest of the gateway sees it. */
export interface SocketWire extends Wire {
  close(code: number, reason: string): void;
  pauseReading(): void;
  resumeReading(): void;
}

/** The most that a UTF-16 code unit takes in UTF-8. */
const utf8BytesPerChar = 3;

/** Makes an event when the connection's turn has come, of all that happened until then. */
export interface EventSource {
  pushEvent(): void;
}

/** What waits to be written to one connection. It goes out together: one write for all that a commit released. */
export class Outbox implements Flushable {
  readonly #wire: Wire;
  readonly #flushes: FlushQueue;
  #messages: string[] = [];
  #queuedChars = 0;
  #queued = false;
  readonly #sources = new Set<EventSource>();
  #eventsQueued = false;

  constructor(wire: Wire, flushes: FlushQueue) {
    this.#wire = wire;
    this.#flushes = flushes;
  }

  /** Whether the peer reads so slowly that no more events should be added, until the wire has drained. */
  get isSlow(): boolean {
    return this.#wire.unsentBytes > limits.unsentBytesSlow;
  }

  /** Ends the connection, as its peer reads too slowly. */
  giveUp(): void {
    this.#wire.giveUp();
  }

  /** A reply: it leaves as soon as may be. */
  push(message: string): void {
    this.#add(message);
    if (this.#queued) return;
    this.#queued = true;
    this.#flushes.add(this);
  }

  /** An event: it leaves with the next reply, or when it is the turn of events. */
  pushEvent(message: string): void {
    this.#add(message);
    // Only what was written shows whether the peer keeps up.
    if (this.#queuedChars > limits.queuedChars) this.flush();
    else this.#queueEvents();
  }

  /** Asks the source for an event when it is the turn of events: once, however often it is called until then. */
  pushEventOf(source: EventSource): void {
    this.#sources.add(source);
    this.#queueEvents();
  }

  flushEvents(): void {
    for (const source of this.#sources) source.pushEvent();
    this.#sources.clear();
    this.flush();
    this.#eventsQueued = false;
  }

  /** Writes all messages, joined into frames of at most `outgoingFrameBytes`; a longer message has its own. */
  flush(): void {
    this.#queued = false;
    const messages = this.#messages;
    if (messages.length === 0) return;
    const bytesMax = (this.#queuedChars + messages.length) * utf8BytesPerChar;
    this.#messages = [];
    this.#queuedChars = 0;
    if (bytesMax <= limits.outgoingFrameBytes) {
      if (this.#wire.isOpen) this.#wire.send(messages.join('\n'));
      return;
    }
    this.#sendInParts(messages);
  }

  #sendInParts(messages: readonly string[]): void {
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

  #add(message: string): void {
    this.#messages.push(message);
    this.#queuedChars += message.length;
  }

  #queueEvents(): void {
    if (this.#eventsQueued) return;
    this.#eventsQueued = true;
    this.#flushes.addEvents(this);
  }
}
