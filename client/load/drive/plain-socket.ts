import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { mayReconnect } from '../../../shared/codes.ts';
import { type Welcome, WelcomeSchema } from '../../../shared/down.ts';
import { protocolVersion, subprotocol } from '../../../shared/limits.ts';
import { backoffMs } from '../../sdk/backoff.ts';
import { CannotConnect } from '../../sdk/errors.ts';
import { describeNetworkError } from '../../sdk/network-error.ts';
import type { HubAddress } from '../options.ts';

export interface PlainSocketEvents {
  /** The hub's welcome has come: frames may be sent until the connection is lost. */
  up(welcome: Welcome): void;
  /** A frame of the hub, without its welcome. */
  frame(text: string): void;
  /** The connection is lost, and comes back. */
  lost(): void;
  /** It does not come back. */
  ended(cause: CannotConnect): void;
}

/** Time for an attempt to connect, up to the welcome. */
const welcomeWithinMs = 30_000;
/** A connection that stood this long was sound: the waits begin again with the shortest. */
const stableAfterMs = 5_000;

/**
 * A bare WebSocket to a hub that comes back when it is lost. It knows of frames alone: thousands of them
 * can be read with little more than what `ws` itself costs.
 */
export class PlainSocket {
  readonly #address: HubAddress;
  readonly #events: PlainSocketEvents;
  #socket: WebSocket | undefined;
  /** What lies under the socket, from the upgrade on. */
  #stream: Duplex | undefined;
  #welcomed = false;
  #upSinceMs = 0;
  #isCorked = false;
  #isClosed = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #problem = '';

  constructor(address: HubAddress, events: PlainSocketEvents) {
    this.#address = address;
    this.#events = events;
    this.#connect();
  }

  /** Why the last connection, or attempt at one, ended; empty where none did. */
  get problem(): string {
    return this.#problem;
  }

  /** Whether frames may be sent. */
  get isUp(): boolean {
    return this.#welcomed;
  }

  /** Writes a frame. Frames of one tick leave in one system call, which costs more than all else of a small frame. */
  send(frame: string): void {
    if (!this.#isCorked && this.#stream !== undefined) {
      this.#isCorked = true;
      this.#stream.cork();
      process.nextTick(this.#uncork, this.#stream);
    }
    this.#socket?.send(frame);
  }

  /** Resolves when the socket is closed. Nothing is told any more from the moment of the call. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#welcomed = false;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.terminate();
    });
  }

  readonly #uncork = (stream: Duplex): void => {
    this.#isCorked = false;
    stream.uncork();
  };

  #connect(): void {
    const { url, token, ca } = this.#address;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(url, subprotocol, {
      headers,
      ca,
      perMessageDeflate: false,
      // What is read is checked where it is used; the ledger check is the judge of what it says.
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    this.#timer = setTimeout(() => socket.terminate(), welcomeWithinMs);
    socket.on('upgrade', ({ socket: stream }) => {
      this.#stream = stream;
    });
    socket.on('message', (data) => this.#onFrame(data.toString()));
    socket.on('error', (error) => {
      this.#problem = describeNetworkError(error, url);
    });
    socket.on('close', (code, reason) => this.#onClose(code, reason.toString()));
  }

  #onFrame(text: string): void {
    if (this.#isClosed) return;
    if (this.#welcomed) {
      this.#events.frame(text);
      return;
    }
    const end = text.indexOf('\n');
    const welcome = WelcomeSchema.parse(JSON.parse(end < 0 ? text : text.slice(0, end)));
    if (welcome.protocol !== protocolVersion) {
      this.#end(`the hub speaks version ${welcome.protocol} of the protocol`, undefined);
      return;
    }
    clearTimeout(this.#timer);
    this.#welcomed = true;
    this.#upSinceMs = performance.now();
    this.#events.up(welcome);
    if (end >= 0) this.#events.frame(text.slice(end + 1));
  }

  #onClose(code: number, reason: string): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const wasUp = this.#welcomed;
    this.#welcomed = false;
    this.#stream = undefined;
    if (wasUp && performance.now() - this.#upSinceMs >= stableAfterMs) this.#failures = 0;
    if (reason !== '') this.#problem = reason;
    if (!mayReconnect(code)) {
      this.#end(this.#problem, code);
      return;
    }
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#failures, Math.random()));
    this.#failures += 1;
    if (wasUp) this.#events.lost();
  }

  #end(problem: string, closeCode: number | undefined): void {
    void this.close();
    this.#events.ended(new CannotConnect('turned_away', problem, closeCode));
  }
}
