import { closeCodes } from '../../shared/codes.ts';
import type { Message, Welcome } from '../../shared/down.ts';
import { backoffMs } from './backoff.ts';
import { CannotConnect } from './errors.ts';
import type { HubState } from './hub-state.ts';
import { Link } from './link.ts';
import type { Settings } from './options.ts';
import type { OpenSocket } from './socket.ts';
import { tokenRefusal } from './token-refusal.ts';

/** A connection that stood this long was sound: the waits begin again with the shortest. */
const stableAfterMs = 5_000;

export interface ConnectionEvents {
  /** A connection stands; requests may be sent until it is lost. */
  up(welcome: Welcome): void;
  message(message: Message): void;
  /** It is lost; another attempt follows, or `ended`. */
  lost(): void;
  /** No connection will come any more. Not after `close`. */
  ended(cause: CannotConnect): void;
  state(state: HubState): void;
}

/** One link after another: comes back after a loss, unless the hub or the options say not to. */
export class Connection {
  readonly url: string;
  readonly #open: OpenSocket;
  readonly #settings: Settings;
  readonly #events: ConnectionEvents;
  #state: HubState;
  #link: Link | undefined;
  #wasLive = false;
  /** Whether the hub closed the last connection that stood as the token's time was over. */
  #hasExpired = false;
  /** Failures since the last sound connection. */
  #failures = 0;
  #closed = Promise.resolve();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string, open: OpenSocket, settings: Settings, events: ConnectionEvents) {
    this.url = url;
    this.#open = open;
    this.#settings = settings;
    this.#events = events;
    this.#state = { kind: 'connecting', sinceMs: Date.now() };
    this.#attempt();
  }

  get state(): HubState {
    return this.#state;
  }

  /** Writes a frame; only between `up` and `lost`. */
  send(frame: string): void {
    this.#link?.send(frame);
  }

  /** Resolves when the socket is closed. Tells nothing any more but the state. */
  close(): Promise<void> {
    if (!this.#isClosed) {
      clearTimeout(this.#retryTimer);
      this.#closed = this.#link?.close() ?? this.#closed;
      this.#enter({ kind: 'closed', sinceMs: Date.now(), cause: undefined });
    }
    return this.#closed;
  }

  get #isClosed(): boolean {
    return this.#state.kind === 'closed';
  }

  #attempt(): void {
    try {
      this.#link = new Link(this.url, this.#open, this.#settings, {
        welcome: (welcome) => this.#onWelcome(welcome),
        message: (message) => this.#events.message(message),
        down: (cause, mayReturn) => this.#onDown(cause, mayReturn),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : 'the platform refused to open a socket';
      queueMicrotask(() => this.#onDown(new CannotConnect('bad_url', message), false));
    }
  }

  #onWelcome(welcome: Welcome): void {
    const { epoch, seq, principal } = welcome;
    this.#wasLive = true;
    this.#hasExpired = false;
    this.#enter({ kind: 'live', sinceMs: Date.now(), epoch, seq, principal });
    if (!this.#isClosed) this.#events.up(welcome);
  }

  #onDown(told: CannotConnect, mayReturn: boolean): void {
    if (this.#isClosed) return;
    this.#link = undefined;
    if (told.closeCode === closeCodes.tokenExpired.code) this.#hasExpired = true;
    const cause = told.closeCode === closeCodes.badToken.code ? this.#tokenRefusal() : told;
    const before = this.#state;
    if (before.kind === 'live') {
      if (Date.now() - before.sinceMs >= stableAfterMs) this.#failures = 0;
      this.#events.lost();
      // Who hears of it may close.
      if (this.#isClosed) return;
    }
    if (!mayReturn || !this.#settings.reconnect) {
      this.#enter({ kind: 'closed', sinceMs: Date.now(), cause });
      this.#events.ended(cause);
      return;
    }
    const waitMs = backoffMs(this.#failures, Math.random());
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => this.#attempt(), waitMs);
    const nowMs = Date.now();
    this.#enter({
      kind: 'reconnecting',
      sinceMs: before.kind === 'reconnecting' ? before.sinceMs : nowMs,
      attempt: this.#failures,
      nextAttemptAtMs: nowMs + waitMs,
      cause,
    });
  }

  #tokenRefusal(): CannotConnect {
    const hasToken = this.#settings.token !== undefined;
    return tokenRefusal({ hasToken, wasLive: this.#wasLive, hasExpired: this.#hasExpired });
  }

  #enter(state: HubState): void {
    this.#state = state;
    this.#events.state(state);
  }
}
