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

  /** Whether what comes next is handled at once. */
  get isIdle(): boolean {
    return !this.#held && this.#next === this.#entries.length;
  }

  /** Handles an entry as soon as all that came before it is handled: at once where nothing is held up. */
  take(entry: Entry): void {
    if (this.isIdle) this.#run(entry);
    else this.#entries.push(entry);
  }

  /** Forgets what has not been handled. */
  clear(): void {
    this.#entries = [];
    this.#next = 0;
  }

  #run(entry: Entry): void {
    const held = this.#handle(entry);
    if (held === undefined) return;
    this.#held = true;
    void held.then(() => {
      this.#held = false;
      this.#advance();
    });
  }

  #advance(): void {
    while (!this.#held) {
      const entry = this.#entries[this.#next];
      if (entry === undefined) {
        this.clear();
        return;
      }
      this.#next += 1;
      this.#run(entry);
    }
  }
}
