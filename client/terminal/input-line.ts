import type { Interface } from 'node:readline';
import { clearDown, cursorUp } from './ansi.ts';
import type { Sink } from './output.ts';

/** The line that a person types into: text appears above it, and what is typed stays intact. */
export class InputLine {
  readonly #readline: Interface;
  readonly #output: Sink;
  #closed = false;

  constructor(readline: Interface, output: Sink) {
    this.#readline = readline;
    this.#output = output;
    readline.once('close', () => {
      this.#closed = true;
    });
  }

  /** Changes what stands before the input. */
  setPrompt(prompt: string): void {
    if (this.#closed || this.#readline.getPrompt() === prompt) return;
    const { rows } = this.#readline.getCursorPos();
    this.#readline.setPrompt(prompt);
    this.#redraw(rows, '');
  }

  /** Prints lines above the input. */
  above(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const text = lines.map((line) => `${line}\n`).join('');
    if (this.#closed) this.#output.write(text);
    else this.#redraw(this.#readline.getCursorPos().rows, text);
  }

  /** Takes the input away, `rows` above the cursor's row included, and draws it anew below a text. */
  #redraw(rows: number, text: string): void {
    // readline begins by going up as many rows as it believes the cursor to be below its prompt.
    const below = '\n'.repeat(believedRows(this.#readline) ?? rows);
    this.#output.write(`${cursorUp(rows)}\r${clearDown}${text}${below}`);
    this.#readline.prompt(true);
  }
}

/**
 * Rows between readline's prompt and where it believes the cursor to be. A pasted text moves the cursor
 * without its noticing, so this may differ from the truth. Undocumented, and so not relied on to be there.
 */
function believedRows(readline: Interface): number | undefined {
  const rows: unknown = Reflect.get(readline, 'prevRows');
  return typeof rows === 'number' ? rows : undefined;
}
