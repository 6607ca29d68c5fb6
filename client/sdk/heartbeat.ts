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
  #timer: ReturnType<typeof setTimeout>;

  constructor(times: HeartbeatTimes, ask: () => void, dead: () => void) {
    this.#times = times;
    this.#ask = ask;
    this.#dead = dead;
    this.#timer = setTimeout(this.#onQuiet, times.pingAfterMs);
  }

  /** Something came from the hub. Called for every frame, so it only leaves a mark. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly #onQuiet = (): void => {
    if (this.#restartIfHeard()) return;
    this.#ask();
    this.#timer = setTimeout(this.#onUnanswered, this.#times.pongWithinMs);
  };

  readonly #onUnanswered = (): void => {
    if (!this.#restartIfHeard()) this.#dead();
  };

  #restartIfHeard(): boolean {
    if (!this.#heard) return false;
    this.#heard = false;
    this.#timer = setTimeout(this.#onQuiet, this.#times.pingAfterMs);
    return true;
  }
}
