export interface HeartbeatTimes {
  /** Silence after which to ask, milliseconds. */
  readonly pingAfterMs: number;
  /** Silence after asking that means death, milliseconds. */
  readonly pongWithinMs: number;
}

/**
 * Tells a quiet connection from a dead one. A half-open socket gives no sign by itself, and a browser does
 * not show the hub's pings to programs: so the client asks after a silence, and expects anything at all.
 */
export class Heartbeat {
  readonly #times: HeartbeatTimes;
  readonly #ask: () => void;
  readonly #dead: () => void;
  #heard = false;
  #asked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(times: HeartbeatTimes, ask: () => void, dead: () => void) {
    this.#times = times;
    this.#ask = ask;
    this.#dead = dead;
    this.#listen();
  }

  /** Something came from the hub. Called for every frame, so most times it only leaves a mark. */
  heard(): void {
    this.#heard = true;
    if (this.#asked) this.#listen();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #listen(): void {
    this.#heard = false;
    this.#asked = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onQuiet(), this.#times.pingAfterMs);
  }

  #onQuiet(): void {
    if (this.#heard) {
      this.#listen();
      return;
    }
    this.#ask();
    this.#asked = true;
    this.#timer = setTimeout(this.#dead, this.#times.pongWithinMs);
  }
}
