/** How to connect. Times are milliseconds. */
export interface ConnectOptions {
  /** Who connects: shown with the upgrade, or by a browser, which cannot set the header, in a `hello`. */
  readonly token?: string | undefined;
  /** Certificates to trust in place of the platform's, in PEM. Node only: a browser has its own. */
  readonly ca?: string | undefined;
  /** Come back after a lost connection, and keep trying after a failed one. Default true. */
  readonly reconnect?: boolean | undefined;
  /** Requests that may wait for an answer at once; one more is `NotSent` with code `busy`. Default 10,000. */
  readonly queueMax?: number | undefined;
  /** Time for each call that names none, over all reconnects; `Infinity` for no end. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Send again, with backoff, what the hub answers with a retryable code. Default false. */
  readonly retry?: boolean | undefined;
  /** Time for one attempt, up to the hub's welcome. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Silence after which the hub is asked whether it still lives. Default 15,000. */
  readonly pingAfterMs?: number | undefined;
  /** Silence after that question that makes the connection dead. Default 8,000. */
  readonly pongWithinMs?: number | undefined;
}

/** How to make one call. */
export interface CallOptions {
  /** Ends the call when it fires: `NotSent`, `OutcomeUnknown` or `NotAnswered` with code `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, instead of the connection's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Instead of the connection's `retry`. */
  readonly retry?: boolean | undefined;
}

/** How to send a batch. */
export interface BatchOptions extends CallOptions {
  /** All commands are applied, in one commit, or none. Default false: as if they had been sent one by one. */
  readonly atomic?: boolean | undefined;
}

/** The options of a connection with every default in its place. */
export interface Settings {
  readonly token: string | undefined;
  readonly ca: string | undefined;
  readonly reconnect: boolean;
  readonly queueMax: number;
  readonly timeoutMs: number;
  readonly retry: boolean;
  readonly connectTimeoutMs: number;
  readonly pingAfterMs: number;
  readonly pongWithinMs: number;
}

export function settingsOf(options: ConnectOptions): Settings {
  return {
    token: options.token,
    ca: options.ca,
    reconnect: options.reconnect ?? true,
    queueMax: options.queueMax ?? 10_000,
    timeoutMs: options.timeoutMs ?? 30_000,
    retry: options.retry ?? false,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    pingAfterMs: options.pingAfterMs ?? 15_000,
    pongWithinMs: options.pongWithinMs ?? 8_000,
  };
}
