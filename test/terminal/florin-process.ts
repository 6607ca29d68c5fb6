import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built program, as npm installs it. */
export const mainFile = fileURLToPath(new URL('../../client/terminal/main.js', import.meta.url));

export interface FlorinOptions {
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The real `florin` command in a process of its own, with pipes for its streams. */
export class FlorinProcess implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], { url, env = {} }: FlorinOptions) {
    this.#child = spawn(process.execPath, [mainFile, ...args], {
      env: { PATH: process.env.PATH, HOME: '/nonexistent', FLORIN_URL: url, ...env },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#exited = once(this.#child, 'close');
  }

  /** Types into its stdin. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  end(): void {
    this.#child.stdin.end();
  }

  /** Reads nothing of its stderr any more. */
  closeErrors(): void {
    this.#child.stderr.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves once stdout holds a text; rejects where the program ends before. */
  async printed(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      const ended = this.#exited.then(() => 'ended');
      if ((await Promise.race([once(this.#child.stdout, 'data'), ended])) === 'ended') {
        if (this.stdout.includes(text)) return;
        throw new Error(`florin ended without printing ${text}:\n${this.stdout}${this.stderr}`);
      }
    }
  }

  /** Resolves with the exit code when the program has ended and all its output is read. */
  async ended(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `florin` to its end, with this on its stdin. */
export async function florin(options: FlorinOptions, args: readonly string[], stdin = ''): Promise<Ran> {
  await using program = new FlorinProcess(args, options);
  program.write(stdin);
  program.end();
  const code = await program.ended();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** The objects of an NDJSON text. */
export function ndjson(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
