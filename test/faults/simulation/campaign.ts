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
    await using runner = new Runner();
    while (next < from + seeds && failed.length < failuresMax) {
      next += 1;
      const simulated = await runner.run({ seed: next - 1, mutant, isTraced });
      sums.seeds += 1;
      sums.commands += simulated.commands;
      sums.starts += simulated.starts;
      sums.events += simulated.events;
      sums.virtualMs += simulated.virtualMs;
      if (simulated.problems.length > 0) failed.push(simulated);
      done(simulated, sums.seeds);
    }
  }
}

const script = fileURLToPath(new URL('./seed-process.js', import.meta.url));

class Runner implements AsyncDisposable {
  readonly #child: ChildProcess = fork(script, [], {
    execArgv: ['--max-semi-space-size=64'],
    serialization: 'advanced',
  });
  readonly #exit = once(this.#child, 'exit');

  /** Rejects where the process ends meanwhile. */
  async run(order: SeedOrder): Promise<Simulated> {
    const answer = new Promise<Simulated>((resolve) => this.#child.once('message', resolve));
    this.#child.send(order);
    const simulated = await Promise.race([answer, this.#exit.then(() => undefined)]);
    if (simulated === undefined) throw new Error(`the process that ran seed ${order.seed} has ended`);
    return simulated;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect();
    await this.#exit;
  }
}
