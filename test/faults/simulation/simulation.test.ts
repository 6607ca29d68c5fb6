import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { mutants } from './mutants.ts';
import type { Simulated } from './simulate.ts';

const from = Number(process.env.FLORIN_SEED ?? 1);
const seeds = Number(process.env.FLORIN_SIM_SEEDS ?? 5_000);
/** Seeds that a mutant may live through at most. */
const mutantSeeds = 30;

const options = { from, processes: 2, failuresMax: 5 };

test(`${seeds} seeds of a bad world: nothing lost, nothing twice, no hole, and all comes right`, {
  timeout: 1_800_000,
}, async () => {
  const { failed, seeds: done } = await runCampaign({ ...options, seeds, done: () => undefined });
  for (const { seed, problems } of failed) {
    expect.soft(problems, `npm run sim -- --from ${seed} --seeds 1 --trace`).toEqual([]);
  }
  expect(done).toBe(seeds);
});

test('a seed is the same run every time, whatever ran before it in its process', async () => {
  const hashes = new Map<number, string>();
  const done = ({ seed, hash }: Simulated): void => {
    expect(hashes.get(seed) ?? hash, `seed ${seed}`).toBe(hash);
    hashes.set(seed, hash);
  };
  await runCampaign({ ...options, processes: 1, seeds: 5, done });
  await runCampaign({ ...options, processes: 1, seeds: 2, from: from + 3, done });
  expect(hashes.size).toBe(5);
});

test.each(Object.keys(mutants))('a hub that %s is found out', async (mutant) => {
  const { failed } = await runCampaign({
    ...{ ...options, from: 1, seeds: mutantSeeds, failuresMax: 1 },
    ...{ mutant, done: () => undefined },
  });
  expect(failed.length).toBeGreaterThan(0);
});
