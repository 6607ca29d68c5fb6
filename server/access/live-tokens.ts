import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { Access } from './access.ts';
import { Grants } from './grants.ts';
import { fingerprint, readTokens, type TokenEntry } from './token-file.ts';

/** How often the file is looked at. */
const lookEveryMs = 400;

interface LiveToken {
  readonly entry: TokenEntry;
  readonly sha256: Buffer;
  readonly access: Access;
}

/**
 * The tokens of a data folder, as the file says now: a change is noticed within a second. What ends with it is over
 * before anyone hears of the change.
 */
export class LiveTokens implements Disposable {
  readonly #file: string;
  readonly #events: TokenEvents;
  readonly #timer: NodeJS.Timeout;
  #tokens: readonly LiveToken[] = [];
  #seen = '';
  /** What could not be read when it was last looked at. */
  #unreadable: string | undefined;
  #exist = false;

  /** Throws `DataError` for a file that cannot be read as one of tokens. */
  constructor(file: string, events: TokenEvents) {
    this.#file = file;
    this.#events = events;
    this.#look();
    this.#timer = setInterval(() => this.#lookAgain(), lookEveryMs).unref();
  }

  /** Whether there is, or was, a file of tokens: once there is one, nobody gets in without, even if it goes away. */
  get exist(): boolean {
    return this.#exist;
  }

  /** What the bearer of a token may do, `undefined` where it is none. All are compared, whichever it is. */
  find(token: string, nowMs: number): Access | 'expired' | undefined {
    const presented = fingerprint(token);
    let found: Access | undefined;
    for (const { sha256, access } of this.#tokens) if (timingSafeEqual(sha256, presented)) found = access;
    return found?.endAt(nowMs) === undefined ? found : 'expired';
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** What cannot be read is said once, and tried again: it may have been for want of a handle. The old holds meanwhile. */
  #lookAgain(): void {
    try {
      const isChanged = this.#look();
      this.#unreadable = undefined;
      if (isChanged) this.#events.changed();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (this.#unreadable !== why) this.#events.unreadable(error);
      this.#unreadable = why;
    }
  }

  /** Returns whether the file has changed since the last look that could read it. Throws as the constructor does. */
  #look(): boolean {
    const stats = statSync(this.#file, { bigint: true, throwIfNoEntry: false });
    const seen =
      stats === undefined ? 'none' : `${stats.ino}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.size}`;
    if (seen === this.#seen) return false;
    const entries = readTokens(this.#file);
    this.#seen = seen;
    if (entries !== undefined) this.#exist = true;
    this.#take(entries ?? []);
    return true;
  }

  #take(entries: readonly TokenEntry[]): void {
    const before = new Map(this.#tokens.map((token) => [token.entry.sha256, token]));
    this.#tokens = entries.map((entry) => {
      const old = before.get(entry.sha256);
      if (old !== undefined && JSON.stringify(old.entry) === JSON.stringify(entry)) {
        before.delete(entry.sha256);
        return old;
      }
      old?.access.end('changed');
      const expiresMs = entry.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(entry.expires);
      const access = new Access(entry.name, new Grants(entry.grants), expiresMs);
      return { entry, sha256: Buffer.from(entry.sha256, 'hex'), access };
    });
    for (const { access } of before.values()) access.end('revoked');
  }
}

export interface TokenEvents {
  /** The file has changed, and accesses may be over. */
  changed(): void;
  /** The file has changed to what cannot be read; the tokens are those from before. */
  unreadable(error: unknown): void;
}
