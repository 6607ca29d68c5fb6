import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCodes } from '../../shared/codes.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import { limits } from '../limits.ts';
import { type CloseCause, causeOfCode, causeOfError } from './close-counts.ts';
import { FrameBoundaries } from './frame-boundaries.ts';
import type { SocketWire } from './outbox.ts';
import { Progress } from './progress.ts';
import { textFrame } from './text-frame.ts';

/** One WebSocket, guarded against peers that stall. */
export class Connection implements SocketWire {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #halfFrameMs: number;
  readonly #boundaries = new FrameBoundaries();
  #midwaySinceMs: number | undefined;
  #messagesSeen = 0;
  /** What the newest ping held that is not answered yet, as the peer does not read. */
  #owedPong: Buffer | undefined;
  #pingedAtMs: number | undefined;
  #lastPingMs: number;
  #paused = false;
  /** Bytes of all frames that were sent. */
  #sentBytes = 0;
  readonly #progress = new Progress();
  /** Why it ends, once the hub has seen to that. */
  #cause: CloseCause | undefined;

  /** `halfFrameMs`: how long a frame may stay half sent. */
  constructor(
    socket: WebSocket,
    stream: Duplex,
    events: ConnectionEvents,
    nowMs: number,
    halfFrameMs: number,
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.#halfFrameMs = halfFrameMs;
    this.#lastPingMs = nowMs;
    socket.on('message', (data, isBinary) => {
      if (isBinary) events.binary();
      else events.text(data.toString());
    });
    socket.on('ping', (data) => this.#answerPing(data));
    socket.on('pong', () => {
      this.#pingedAtMs = undefined;
    });
    socket.on('close', (code) => events.closed(this.#cause ?? (code === brokenOff ? 'lost' : 'peer')));
    // `ws` closes by itself after a protocol error, with the code that fits; 'close' follows.
    socket.on('error', (error) => {
      this.#cause ??= causeOfError(error);
      this.#cutOffSoon();
    });
    stream.on('data', (chunk: Buffer) => this.#boundaries.push(chunk));
    stream.on('drain', () => {
      const owed = this.#owedPong;
      this.#owedPong = undefined;
      if (owed !== undefined) this.#answerPing(owed);
      events.drained();
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): void {
    if (this.unsentBytes > limits.unsentBytesMax) {
      this.giveUp();
      return;
    }
    const bytes = textFrame(frame);
    this.#sentBytes += bytes.length;
    // Beside `ws`, which without compression writes what it sends at once: so the order stays.
    this.#stream.write(bytes);
  }

  giveUp(): void {
    this.close(closeCodes.tooSlow.code, closeMeanings.tooSlow);
  }

  /** Begins the closing handshake; a peer that does not answer it in time is cut off. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#cause ??= causeOfCode(code);
    this.#socket.close(code, reason);
    this.#cutOffSoon();
  }

  pauseReading(): void {
    if (this.#paused || !this.isOpen) return;
    this.#paused = true;
    this.#socket.pause();
  }

  resumeReading(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket.resume();
  }

  /** To be called about once a second: pings, and gives up on a peer that stalls. */
  check(nowMs: number): void {
    this.#checkProgress(nowMs);
    this.#checkHalfFrame(nowMs);
    this.#checkPong(nowMs);
  }

  /** Of a peer that pings and does not read, only the newest ping is kept (RFC 6455, section 5.5.3). */
  #answerPing(data: Buffer): void {
    if (!this.isOpen) return;
    if (this.#stream.writableNeedDrain) this.#owedPong = data;
    else this.#socket.pong(data);
  }

  #cutOffSoon(): void {
    setTimeout(() => this.#socket.terminate(), limits.closeWithinMs).unref();
  }

  #checkProgress(nowMs: number): void {
    const unsent = this.unsentBytes;
    if (this.#progress.isTooSlow(unsent, this.#sentBytes - unsent, nowMs)) this.giveUp();
  }

  #checkHalfFrame(nowMs: number): void {
    const { isMidway, messages } = this.#boundaries;
    if (messages !== this.#messagesSeen) this.#midwaySinceMs = undefined;
    this.#messagesSeen = messages;
    // While the hub itself does not read, the peer cannot finish a frame.
    if (!isMidway || this.#paused) this.#midwaySinceMs = undefined;
    else this.#midwaySinceMs ??= nowMs;
    if (this.#midwaySinceMs === undefined || nowMs - this.#midwaySinceMs <= this.#halfFrameMs) return;
    this.#cause ??= 'halfFrame';
    this.#socket.terminate();
  }

  #checkPong(nowMs: number): void {
    // A ping behind unsent data has not reached the peer: whether that moves is checked for itself.
    if (!this.isOpen || this.#paused || this.unsentBytes > 0) return;
    if (this.#pingedAtMs !== undefined) {
      if (nowMs - this.#pingedAtMs > limits.pongWithinMs)
        this.close(closeCodes.noPong.code, closeMeanings.noPong);
      return;
    }
    if (nowMs - this.#lastPingMs < limits.pingEveryMs) return;
    this.#lastPingMs = nowMs;
    this.#pingedAtMs = nowMs;
    this.#socket.ping();
  }
}

export interface ConnectionEvents {
  text(frame: string): void;
  binary(): void;
  /** Everything handed over has been taken. */
  drained(): void;
  closed(cause: CloseCause): void;
}

/** What `ws` tells where no close frame came. */
const brokenOff = 1006;
