import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lyingDisk, mutants } from './mutants.ts';
import { installPlatform } from './platform.ts';
import { type Simulated, simulate, uncaught } from './simulate.ts';

/** A process that runs seeds, one after the other: nothing in it is real but its messages to `campaign.ts`. */

export interface SeedOrder {
  readonly seed: number;
  readonly mutant: string | undefined;
  readonly isTraced: boolean;
}

let isWrong = false;
installPlatform();
process.on('uncaughtException', uncaught);
process.on('unhandledRejection', uncaught);
process.on('message', (order: SeedOrder) => {
  void run(order).then((simulated) => process.send?.(simulated));
});

async function run({ seed, mutant, isTraced }: SeedOrder): Promise<Simulated> {
  if (mutant !== undefined && !isWrong) mutants[mutant]?.();
  isWrong = mutant !== undefined;
  const folder = mkdtempSync(join(tmpdir(), 'florin-sim-'));
  const print = isTraced ? (line: string): boolean => process.stdout.write(`${line}\n`) : undefined;
  try {
    return await simulate(seed, { folder, lies: mutant === lyingDisk, print });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
