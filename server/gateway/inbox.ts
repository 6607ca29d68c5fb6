/** Handles entries one after the other; a handler that returns a promise holds up all that came after. */
export class Inbox<Entry> {
  readonly #handle: (entry: Entry) => Promise<void> | undefined;
  #entries: Entry[] = [];
  /** Place of the next one to handle. */
  #next = 0;
  #held = false;

  /** What the handler returns must not reject. */
  constructor(handle: (entry: Entry) => Promise<void> | undefined) {
    this.#handle = handle;
  }

  /** To be followed by {@link advance}, so that what comes together is handled together. */
  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** Handles what has come, as far as nothing holds it up. */
  advance(): void {
    while (!this.#held) {
      const entry = this.#entries[this.#next];
      if (entry === undefined) {
        this.clear();
        return;
      }
      this.#next += 1;
      const held = this.#handle(entry);
      if (held === undefined) continue;
      this.#held = true;
      void held.then(() => {
        this.#held = false;
        this.advance();
      });
    }
  }

  /** Forgets what has not been handled. */
  clear(): void {
    this.#entries = [];
    this.#next = 0;
  }
}
