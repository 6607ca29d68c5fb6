import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mainFile } from './server-process.ts';

export interface ServerRunOptions {
  /** Variables on top of the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Id of the user to run as; the test's own where left out. */
  readonly uid?: number;
  /** Flags for Node itself, such as `--expose-gc`. */
  readonly nodeArgs?: readonly string[];
  /** A command that runs the server, such as a tracer, with its own arguments. */
  readonly through?: readonly string[];
  /** Modules that are loaded before the server, and in each of its threads. */
  readonly imports?: readonly URL[];
}

/** One run of the `florin-server` command with exactly these arguments, until it ends by itself or is ended. */
export class ServerRun implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  #isOver = false;
  readonly #waiting: (() => void)[] = [];

  constructor(
    args: readonly string[],
    { env = {}, uid, through = [], imports = [], nodeArgs = [] }: ServerRunOptions = {},
  ) {
    const flags = imports.flatMap(({ href }) => ['--import', href]);
    const [command = '', ...rest] = [...through, process.execPath, ...nodeArgs, ...flags, mainFile, ...args];
    this.#child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const collect = (chunk: Buffer): void => {
      this.#output += chunk.toString();
      this.#wake();
    };
    this.#child.stdout?.on('data', collect);
    this.#child.stderr?.on('data', collect);
    this.#ended = once(this.#child, 'close').then(() => {
      this.#isOver = true;
      this.#wake();
      return this.#child.exitCode;
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Everything printed so far, to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  /** The address that it prints once it is ready. */
  async url(): Promise<string> {
    const [url] = await this.prints(/ws:\/\/\S+/);
    return url;
  }

  /** Resolves when the output matches; rejects with the output where the process ends before. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) return found;
      if (this.#isOver) throw new Error(`the server ended:\n${this.#output}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The exit code, when the process has ended; null where a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
