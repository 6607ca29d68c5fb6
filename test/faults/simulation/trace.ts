/** How many of the newest lines are kept to be shown, and how much of each. */
const [tailLines, tailChars] = [60, 400];

/** What happened in a run, line by line: the same lines make the same hash. */
export class Trace {
  readonly #print: ((line: string) => void) | undefined;
  readonly #tail: string[] = [];
  #lines = 0;
  #high = 0x811c9dc5;
  #low = 0x1b873593;

  /** `print` sees every line. */
  constructor(print?: (line: string) => void) {
    this.#print = print;
  }

  /** The lines so far, as 64 bits in hex. */
  get hash(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  get lines(): number {
    return this.#lines;
  }

  get tail(): readonly string[] {
    return this.#tail.slice(-tailLines).map((line) => line.slice(0, tailChars));
  }

  add(nowMs: number, who: string, what: string): void {
    const line = `${nowMs.toFixed(3)} ${who}: ${what}`;
    this.#lines += 1;
    // FNV-1a in two lanes.
    for (let at = 0; at < line.length; at += 1) {
      const unit = line.charCodeAt(at);
      this.#high = Math.imul(this.#high ^ unit, 0x01000193);
      this.#low = Math.imul(this.#low ^ unit, 0x5bd1e995);
    }
    this.#print?.(line);
    if (this.#tail.push(line) > 4 * tailLines) this.#tail.splice(0, 3 * tailLines);
  }
}
