import { closeCodes, mayReconnect } from '../../shared/codes.ts';
import type { Message, Welcome } from '../../shared/down.ts';
import { protocolVersion, subprotocol } from '../../shared/limits.ts';
import { CannotConnect } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import { decodeMessages, Unintelligible } from './messages.ts';
import type { Settings } from './options.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** Time for the closing handshake, milliseconds; then the socket is let go. */
const closeWithinMs = 2_000;
/** How long a connection without a token waits for its welcome before it asks what is wrong, milliseconds. */
const probeAfterMs = 500;
/** The heartbeat's question. Calls have numbers for ids, so its answer is nobody's. */
const aliveText = '{"t":"ping","id":"alive"}';

export interface LinkEvents {
  /** The hub's first message: from here on, requests may be sent. */
  welcome(welcome: Welcome): void;
  message(message: Message): void;
  /** Once, and nothing after it; not after `close`. */
  down(cause: CannotConnect, mayReturn: boolean): void;
}

/** One connection, from opening to its end. */
export class Link {
  readonly #socket: Socket;
  readonly #events: LinkEvents;
  readonly #settings: Settings;
  readonly #connectTimer: ReturnType<typeof setTimeout>;
  #probeTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: Heartbeat | undefined;
  #over = false;
  #onceClosed = (): void => {};

  /** Throws what the platform says to an address that it refuses. */
  constructor(url: string, open: OpenSocket, settings: Settings, events: LinkEvents) {
    this.#events = events;
    this.#settings = settings;
    this.#socket = open(
      { url, subprotocol, token: settings.token, ca: settings.ca },
      { received: (text) => this.#onFrame(text), closed: (code, reason) => this.#onClosed(code, reason) },
    );
    // A hub says nothing to whoever it waits for a token of; asked, it says so.
    if (settings.token === undefined) {
      this.#probeTimer = setTimeout(() => this.#socket.send(aliveText), probeAfterMs);
    }
    this.#connectTimer = setTimeout(
      () => this.#giveUp(`no welcome within ${settings.connectTimeoutMs} ms`),
      settings.connectTimeoutMs,
    );
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Resolves when the socket is closed. Nothing is told any more from the moment of the call. */
  close(): Promise<void> {
    this.#finish();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#socket.destroy();
        resolve();
      }, closeWithinMs);
      this.#onceClosed = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#socket.close();
    });
  }

  #onFrame(text: string): void {
    if (this.#over) return;
    this.#heartbeat?.heard();
    try {
      for (const message of decodeMessages(text)) this.#onMessage(message);
    } catch (error) {
      if (!(error instanceof Unintelligible)) throw error;
      this.#incompatible(error.message);
    }
  }

  #onMessage(message: Message): void {
    if (this.#over) return;
    if (this.#heartbeat !== undefined) this.#events.message(message);
    else if (message.t === 'error' && message.code === 'unauthorized') this.#turnedAway();
    else if (message.t !== 'welcome') this.#incompatible('the hub did not begin with a welcome');
    else if (message.protocol === protocolVersion) this.#onWelcome(message);
    else this.#incompatible(`the hub speaks version ${message.protocol} of the protocol`);
  }

  #onWelcome(welcome: Welcome): void {
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#probeTimer);
    this.#heartbeat = new Heartbeat(
      this.#settings,
      () => this.#socket.send(aliveText),
      () => this.#giveUp('the hub fell silent'),
    );
    this.#events.welcome(welcome);
  }

  #onClosed(code: number, reason: string): void {
    this.#onceClosed();
    if (this.#over) return;
    this.#finish();
    const mayReturn = mayReconnect(code);
    const message = reason === '' ? `the connection closed with code ${code}` : reason;
    this.#events.down(new CannotConnect(mayReturn ? 'unreachable' : 'turned_away', message, code), mayReturn);
  }

  #giveUp(message: string): void {
    this.#finish();
    this.#socket.destroy();
    this.#events.down(new CannotConnect('unreachable', message), true);
  }

  #turnedAway(): void {
    this.#finish();
    this.#socket.destroy();
    const { code } = closeCodes.badToken;
    this.#events.down(new CannotConnect('turned_away', 'the hub wants a token', code), false);
  }

  #incompatible(message: string): void {
    this.#finish();
    this.#socket.destroy();
    this.#events.down(new CannotConnect('incompatible', message), false);
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#probeTimer);
    this.#heartbeat?.stop();
  }
}
