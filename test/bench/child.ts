import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A server under measurement, in a process of its own. */
export class Child implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** Starts a script of this build and waits for the line that tells its URL. */
  static async start(script: string, args: readonly string[]): Promise<Child> {
    const file = new URL(script, import.meta.url).pathname;
    const child = spawn(process.execPath, [...nodeFlags, file, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready: (ws:\S+)/.exec(line)?.[1];
      if (url !== undefined) {
        child.stdout.resume();
        return new Child(child, url);
      }
    }
    throw new Error(`${script} ended before it was ready`);
  }

  /** CPU seconds so far of the main thread and of the whole process, as Linux counts them. */
  cpuSeconds(): { readonly main: number; readonly all: number } {
    const { pid } = this.#process;
    return { main: cpuOf(`/proc/${pid}/task/${pid}/stat`), all: cpuOf(`/proc/${pid}/stat`) };
  }

  /** Bytes of memory that the process holds now, as Linux counts them. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

/** Those that the hub is started with: see `start` in package.json. */
const nodeFlags = ['--max-semi-space-size=64'];

const ticksPerSecond = 100;

function cpuOf(file: string): number {
  // The fields after the command's name in parentheses, which may hold spaces: utime and stime are 14 and 15.
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
