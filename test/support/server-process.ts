import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command as built. */
export const mainFile = fileURLToPath(new URL('../../server/main.js', import.meta.url));
const addressPattern = /ws:\/\/[^\s:]+:(\d+)\S*/;

export interface ServerProcessOptions {
  /** Data folder; without one, a temporary folder that goes away with the process. */
  readonly data?: string;
  /** Further flags, such as `--no-demo`. */
  readonly args?: readonly string[];
  /** Files of modules that node loads before the server, in all its threads. */
  readonly imports?: readonly string[];
  /** Variables of the first start, on top of the test's own. */
  readonly env?: Variables;
}
type Variables = Readonly<Record<string, string>>;

/** How a process ended: by itself, or by a signal. */
export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real `florin-server`, as a process of its own on a free port. */
export class ServerProcess implements AsyncDisposable {
  readonly data: string;
  readonly #isDataOurs: boolean;
  readonly #args: readonly string[];
  readonly #imports: readonly string[];
  #child: ChildProcess | undefined;
  #output = '';
  #url = '';
  /** 0 until the first start has found one; every later start takes the same. */
  #port = 0;

  private constructor(data: string, isDataOurs: boolean, { args = [], imports = [] }: ServerProcessOptions) {
    this.data = data;
    this.#isDataOurs = isDataOurs;
    this.#args = args;
    this.#imports = imports;
  }

  /** Resolves when the server is ready; rejects with its output where it ends before. */
  static async start(options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const { data, env } = options;
    const folder = data ?? (await mkdtemp(join(tmpdir(), 'florin-server-')));
    const server = new ServerProcess(folder, data === undefined, options);
    try {
      await server.restart(env);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Address for clients. */
  get url(): string {
    return this.#url;
  }

  /** Address of the page. */
  get pageUrl(): string {
    return `http://${new URL(this.#url).host}/`;
  }

  /** Id of the process; undefined while none runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Everything that was printed since the last start, to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  /** Sends a signal that is to end the process, and resolves with its exit code when it has ended. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  /** Sends a signal that the process lives on with, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Starts the process on the same data and port, with these variables; kills the one that runs. */
  async restart(env: Variables = {}): Promise<void> {
    await this.kill('SIGKILL');
    await this.begin(env).ready;
  }

  /** Starts the process where none runs; `ready` rejects with its output where it ends before. */
  begin(env: Variables = {}): { readonly ready: Promise<void>; readonly ended: Promise<ServerEnd> } {
    const imports = this.#imports.flatMap((file) => ['--import', file]);
    const flags = ['--port', String(this.#port), '--data', this.data, ...this.#args];
    const child = spawn(process.execPath, [...imports, mainFile, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    const ended = new Promise<ServerEnd>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    this.#output = '';
    const ready = new Promise<void>((resolve, reject) => {
      const collect = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        const address = addressPattern.exec(this.#output);
        if (address === null) return;
        this.#url = address[0];
        this.#port = Number(address[1]);
        resolve();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.once('error', reject);
      child.once('exit', () => {
        this.#child = undefined;
        reject(new Error(`the server ended:\n${this.#output}`));
      });
    });
    return { ready, ended };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
    if (this.#isDataOurs) await rm(this.data, { recursive: true, force: true });
  }
}
