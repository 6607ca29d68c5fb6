/** What a load came to while it was measured. */
export interface Measured {
  readonly answered: number;
  readonly seconds: number;
  /** Milliseconds from sending to the answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Counts the answers of a closed loop, and samples how long they took. */
export class Tally {
  #measuring = false;
  #answered = 0;
  #refusal: string | undefined;
  readonly #latenciesMs: number[] = [];

  /** `sentMs` by `performance.now()`; a refusal is no answer that counts, and ends the benchmark. */
  answer(sentMs: number, refusal?: string): void {
    this.#refusal ??= refusal;
    if (!this.#measuring) return;
    this.#answered += 1;
    if (this.#answered % sampleEvery === 0) this.#latenciesMs.push(performance.now() - sentMs);
  }

  /** Measures for a while after another; `edge` is called at its beginning and at its end. */
  async measure(warmupMs: number, measureMs: number, edge: () => void): Promise<Measured> {
    await after(warmupMs);
    edge();
    this.#measuring = true;
    const startMs = performance.now();
    await after(measureMs);
    this.#measuring = false;
    edge();
    const seconds = (performance.now() - startMs) / 1000;
    if (this.#refusal !== undefined) throw new Error(`a transfer was refused: ${this.#refusal}`);
    this.#latenciesMs.sort((a, b) => a - b);
    const at = (share: number): number =>
      this.#latenciesMs[Math.floor(share * this.#latenciesMs.length)] ?? Number.NaN;
    return { answered: this.#answered, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
  }
}

const sampleEvery = 16;

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
