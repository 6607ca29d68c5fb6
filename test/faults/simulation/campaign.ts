import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SeedOrder } from './seed-process.ts';
import type { Simulated } from './simulate.ts';

export interface CampaignOptions {
  /** How many seeds, from which on. */
  readonly seeds: number;
  readonly from: number;
  readonly processes: number;
  /** Ends the campaign once so many have failed. */
  readonly failuresMax: number;
  /** A name of `mutants.ts`. */
  readonly mutant?: string | undefined;
  readonly isTraced?: boolean;
  readonly done: (simulated: Simulated, count: number) => void;
}

export interface Campaign {
  readonly seeds: number;
  readonly commands: number;
  readonly starts: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly failed: readonly Simulated[];
}

/** Runs seeds in processes of their own. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { seeds, from, processes, failuresMax, mutant, isTraced = false, done } = options;
  const sums = { seeds: 0, commands: 0, starts: 0, events: 0, virtualMs: 0 };
  const failed: Simulated[] = [];
  let next = from;
  await Promise.all(Array.from({ length: Math.min(processes, seeds) }, () => work()));
  return { ...sums, failed };

  async function work(): Promise<void> {
    let runner = new Runner();
    while (next < from + seeds && failed.length < failuresMax) {
      next += 1;
      const simulated = await runner.run({ seed: next - 1, mutant, isTraced });
      if (!runner.isAlive) runner = new Runner();
      sums.seeds += 1;
      sums.commands += simulated.commands;
      sums.starts += simulated.starts;
      sums.events += simulated.events;
      sums.virtualMs += simulated.virtualMs;
      if (simulated.problems.length > 0) failed.push(simulated);
      done(simulated, sums.seeds);
    }
    await runner.end();
  }
}

const script = fileURLToPath(new URL('./seed-process.js', import.meta.url));
/** A seed takes a tenth of a second; one that has not ended by then never will. */
const seedMsMax = 120_000;

class Runner {
  readonly #child: ChildProcess = fork(script, [], {
    execArgv: ['--max-semi-space-size=64'],
    serialization: 'advanced',
  });
  readonly #exit = once(this.#child, 'exit');

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** A seed that does not come to its end, or ends its process, has failed; the process is gone then. */
  async run(order: SeedOrder): Promise<Simulated> {
    const answer = new Promise<Simulated>((resolve) => this.#child.once('message', resolve));
    let problem = 'it ended its process';
    const watchdog = setTimeout(() => {
      problem = `it did not end within ${seedMsMax / 1_000} s`;
      this.#child.kill('SIGKILL');
    }, seedMsMax);
    this.#child.send(order);
    const simulated = await Promise.race([answer, this.#exit.then(() => undefined)]);
    clearTimeout(watchdog);
    return simulated ?? unfinished(order.seed, problem);
  }

  async end(): Promise<void> {
    this.#child.disconnect();
    await this.#exit;
  }
}

function unfinished(seed: number, problem: string): Simulated {
  const nothing = { commands: 0, commits: 0, starts: 0, events: 0, virtualMs: 0 };
  return { ...nothing, seed, problems: [problem], hash: 'unknown', tail: [] };
}
