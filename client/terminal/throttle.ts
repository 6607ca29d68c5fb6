/** Calls a function soon after it is asked for, and at most once in `everyMs`, however often that is. */
export class Throttle implements Disposable {
  readonly #run: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ranAtMs = Number.NEGATIVE_INFINITY;

  constructor(run: () => void, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  ask(): void {
    const waitMs = Math.ceil(this.#ranAtMs + this.#everyMs - performance.now());
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#ranAtMs = performance.now();
        this.#run();
      },
      Math.max(0, waitMs),
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
