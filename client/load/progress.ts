import { clearLineEnd } from '../terminal/ansi.ts';
import { Throttle } from '../terminal/throttle.ts';

/** Where progress is shown. */
interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const drawEveryMs = 250;
const barWidth = 20;
const nameWidth = 12;

/**
 * How a run is getting on: on a terminal one line that is written anew, elsewhere a line when something begins, so that
 * a log shows what took long.
 */
export class Progress implements Disposable {
  readonly #stream: ProgressStream;
  readonly #throttle: Throttle;
  #name = '';
  #share = 0;
  #detail = '';

  constructor(stream: ProgressStream) {
    this.#stream = stream;
    this.#throttle = new Throttle(() => this.#draw(), drawEveryMs);
  }

  /** Something else begins: one word, and what there is to do of it. */
  begin(name: string, task: string): void {
    this.#name = name;
    this.#share = 0;
    this.#detail = task;
    if (this.#stream.isTTY === true) this.#draw();
    else this.#stream.write(`${name} ${task}\n`);
  }

  /** This share (0..1) of it is done. */
  show(share: number, detail: string): void {
    this.#share = share;
    this.#detail = detail;
    if (this.#stream.isTTY === true) this.#throttle.ask();
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    this.#throttle[Symbol.dispose]();
    if (this.#stream.isTTY === true) this.#stream.write(`\r${clearLineEnd}`);
  }

  #draw(): void {
    const full = Math.round(Math.min(1, this.#share) * barWidth);
    const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
    const line = `${this.#name.padEnd(nameWidth)} ${bar} ${this.#detail}`;
    // A line that wraps could not be written over.
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns ?? 80) - 1)}${clearLineEnd}`);
  }
}
