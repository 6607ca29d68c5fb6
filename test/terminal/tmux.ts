import { execFile, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { mainFile } from './florin-process.ts';

const run = promisify(execFile);

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

/** Time for a screen to come to show what is waited for. */
const showWithinMs = 15_000;
/** tmux tells nobody when a screen changes, so it is asked. */
const lookEveryMs = 40;

const endedMark = 'ended with exit code ';

/** A tmux server of its own, in which programs run on real terminals. */
export class Tmux implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>;

  /** `folder` is to be its own, and takes its socket; `env` is all the environment that the programs get. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#env = {
      TMUX_TMPDIR: folder,
      PATH: process.env.PATH ?? '',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...env,
    };
  }

  /** Runs `florin` on a terminal of this size. */
  async florin(args: readonly string[] = [], { columns = 90, rows = 24 } = {}): Promise<Pane> {
    const program = [process.execPath, mainFile, ...args].map((word) => `'${word}'`).join(' ');
    // The terminal outlives the program, so that what it leaves behind can be looked at.
    const shell = `${program}; echo "${endedMark}$?"; exec cat`;
    const size = ['-x', String(columns), '-y', String(rows)];
    const id = await this.#tmux('new-session', '-d', '-P', '-F', '#{pane_id}', ...size, shell);
    return new Pane(id.trim(), (...words) => this.#tmux(...words));
  }

  async #tmux(...words: readonly string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-u', '-L', 'florin-test', '-f', '/dev/null', ...words], {
      env: this.#env,
    });
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server');
  }
}

/** One terminal of a {@link Tmux}. */
export class Pane {
  readonly #id: string;
  readonly #tmux: (...words: readonly string[]) => Promise<string>;

  constructor(id: string, tmux: (...words: readonly string[]) => Promise<string>) {
    this.#id = id;
    this.#tmux = tmux;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', this.#id, '-l', text);
  }

  /** Presses keys by tmux's names, such as `Enter` or `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', this.#id, ...keys);
  }

  /** What the terminal shows, line by line, with no blank lines at the end. */
  async screen(): Promise<string[]> {
    const text = await this.#tmux('capture-pane', '-p', '-t', this.#id);
    return text.trimEnd().split('\n');
  }

  /** Resolves with the screen once it is as wanted; rejects with it where it is not in time. */
  async until(isWanted: (screen: readonly string[]) => boolean): Promise<string[]> {
    const screen = await poll(() => this.screen(), isWanted);
    if (!isWanted(screen)) throw new Error(`the terminal still shows:\n${screen.join('\n')}`);
    return screen;
  }

  /** Resolves once the last line of the screen is this. */
  untilLast(line: string): Promise<string[]> {
    return this.until((screen) => screen.at(-1) === line);
  }

  /** Where the cursor stands, from 0. */
  async cursor(): Promise<{ column: number; row: number }> {
    const text = await this.#tmux('display-message', '-p', '-t', this.#id, '#{cursor_x} #{cursor_y}');
    const [column = 0, row = 0] = text.trim().split(' ').map(Number);
    return { column, row };
  }

  /** The program's exit code, once it has ended. */
  async exitCode(): Promise<number> {
    const screen = await this.until((lines) => lines.some((line) => line.startsWith(endedMark)));
    return Number(screen.find((line) => line.startsWith(endedMark))?.slice(endedMark.length));
  }
}

/** Asks until the answer is as wanted or the time is up; resolves with the last answer. */
async function poll<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + showWithinMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer) || performance.now() > giveUpAt) return answer;
    await pause(lookEveryMs);
  }
}
