/** Lets through while it is open; whoever comes while it is closed waits until it opens. */
export class Gate {
  #isOpen = false;
  #open = (): void => {};
  #opened: Promise<void>;

  constructor() {
    this.#opened = this.#next();
  }

  opened(): Promise<void> {
    return this.#opened;
  }

  open(): void {
    this.#isOpen = true;
    this.#open();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#opened = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#open = resolve;
    });
  }
}
