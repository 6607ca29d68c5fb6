import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The command as it ships; it runs what is built. */
const commandFile = fileURLToPath(new URL('../../../../client/florin.mjs', import.meta.url));

/** `florin load` as a process of its own, which keeps the threads of the test free. */
export class LoadRun implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
  }

  /** Transfers between accounts `LEDGER-0`, `LEDGER-1` … at a rate, until it is disposed of. */
  static start(url: string, ledger: string, { accounts, rate }: { accounts: number; rate: number }): LoadRun {
    const flags = Object.entries({ url, ledger, accounts, rate, clients: 8, duration: '10m', warmup: 0 });
    const words = flags.flatMap(([name, value]) => [`--${name}`, String(value)]);
    return new LoadRun(spawn(process.execPath, [commandFile, 'load', ...words], { stdio: 'ignore' }));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
