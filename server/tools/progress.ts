import type { OnProgress } from './replay.ts';

/** Shows in one line of a terminal how far something has come; where nobody watches, nothing. */
export class Progress {
  readonly #isShown = process.stderr.isTTY === true;
  readonly #doing: string;

  constructor(doing: string) {
    this.#doing = doing;
  }

  readonly show: OnProgress = (done, total) => {
    if (!this.#isShown) return;
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    process.stderr.write(`\r${this.#doing}: ${percent} %`);
  };

  /** Makes the line empty, for what comes next. */
  clear(): void {
    if (this.#isShown) process.stderr.write('\r\x1b[K');
  }
}
