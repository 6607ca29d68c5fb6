import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { mainFile } from '../terminal/florin-process.ts';

/** What tests look at of a run's JSON report. */
const ReportSchema = z.looseObject({
  seconds: z.number(),
  commands: z.looseObject({ retries: z.int(), unanswered: z.int() }),
  interrupted: z.boolean(),
  hubAbsence: z.string().nullable(),
  check: z.looseObject({ problems: z.array(z.string()) }),
});
type Report = z.infer<typeof ReportSchema>;

/** A small run: few accounts, few clients, a fraction of a second. Flags that follow win over these. */
const small = [
  '--accounts',
  '50',
  '--clients',
  '4',
  '--inflight',
  '10',
  '--duration',
  '0.5',
  '--warmup',
  '0.1',
];

/** `florin load` as a process of its own, on a small run unless its arguments say otherwise. */
export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<unknown>;
  #stdout = '';
  stderr = '';

  /** The report comes as JSON on stdout. `before`: flags of the program as a whole. */
  constructor(url: string, args: readonly string[], before: readonly string[] = []) {
    this.#child = spawn(process.execPath, [mainFile, '--json', ...before, 'load', ...small, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, FLORIN_URL: url },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#exited = once(this.#child, 'close');
  }

  /** Resolves once stderr holds a text; rejects where the program ends before. */
  async says(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      const ended = this.#exited.then(() => 'ended');
      const said = once(this.#child.stderr, 'data');
      if ((await Promise.race([said, ended])) === 'ended' && !this.stderr.includes(text))
        throw new Error(`florin load ended without saying ${text}:\n${this.stderr}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The exit code when the program has ended. */
  async ended(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  /** What it reported, after it has ended. */
  get report(): Report {
    if (this.#stdout === '') throw new Error(`florin load reported nothing:\n${this.stderr}`);
    return ReportSchema.parse(JSON.parse(this.#stdout));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
