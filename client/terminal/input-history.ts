import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** Lines that are kept. */
export const historyLinesMax = 1_000;
/** Only the person who typed them may read the lines. */
const mode = 0o600;

/**
 * What was typed at earlier prompts, in a file. Prompts that run side by side each append to it. A file
 * that cannot be read or written costs the history and nothing else.
 */
export class InputHistory {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** The newest lines, newest first, each once; cuts the file where it has grown too long. */
  load(): string[] {
    const lines = this.#read();
    const kept = lines.slice(-historyLinesMax);
    if (lines.length > 2 * historyLinesMax) {
      attempt(() => writeFileSync(this.#file, kept.map((line) => `${line}\n`).join(''), { mode }));
    }
    return [...new Set(kept.reverse())];
  }

  append(line: string): void {
    if (line.trim() !== '') attempt(() => appendFileSync(this.#file, `${line}\n`, { mode }));
  }

  #read(): string[] {
    try {
      return readFileSync(this.#file, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    } catch {
      return [];
    }
  }
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // A home that cannot be written to is no reason to bother anyone.
  }
}
