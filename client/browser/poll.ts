/** Between two questions there is at least so many times what the last answer took: nobody is kept busy by asking. */
const restPerAnswer = 20;

/** Asks again and again while it is started. An answer that fails is left out; the next question comes anyway. */
export class Poll {
  readonly #ask: () => Promise<void>;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of the start that runs, so that the questions of an earlier one end. */
  #run = 0;
  #isRunning = false;

  /** `ask` may reject: who asks tells of what went wrong, if anyone is to know. */
  constructor(everyMs: number, ask: () => Promise<void>) {
    this.#everyMs = everyMs;
    this.#ask = ask;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run += 1;
    void this.#askOnce(this.#run);
  }

  stop(): void {
    this.#isRunning = false;
    this.#run += 1;
    clearTimeout(this.#timer);
  }

  async #askOnce(run: number): Promise<void> {
    const beganMs = performance.now();
    await this.#ask().catch(() => undefined);
    if (run !== this.#run) return;
    const tookMs = performance.now() - beganMs;
    const waitMs = Math.max(this.#everyMs - tookMs, restPerAnswer * tookMs);
    this.#timer = setTimeout(() => void this.#askOnce(run), Math.min(waitMs, 10 * this.#everyMs));
  }
}
