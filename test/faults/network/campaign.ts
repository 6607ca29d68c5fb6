import { addCounts } from '../../support/add-counts.ts';
import { counted } from '../../support/run-report.ts';
import { ShortWaits } from '../../support/short-waits.ts';
import { type Counts, countsText, noCounts } from '../checker/counts.ts';
import { type Batch, runBatch } from './batch.ts';
import { addHits, type Hits, noHits } from './gremlin.ts';
import { addSeen, type HubSaw } from './hub-saw.ts';
import { troubleKinds } from './plan.ts';

/** Seeds that share a hub; they are told apart by their keys and watches, and run again together. */
const seedsPerHub = 10;
/** Where a machine is too busy to let all clients in within their time, they have to come less often from try to try. */
const shareOfWaits = 0.1;

export interface CampaignOptions {
  /** How many seeds, from which on. */
  readonly seeds: number;
  readonly from: number;
  /** Hubs at once. */
  readonly parallel: number;
  /** Hears of each batch when it is done. */
  readonly done: (batch: Batch, seeds: number) => void;
}

export interface Campaign {
  readonly seeds: number;
  readonly hits: Readonly<Hits>;
  readonly hubSaw: HubSaw;
  readonly counts: Readonly<Counts>;
  readonly wrong: readonly Batch[];
}

export async function runCampaign({ seeds, from, parallel, done }: CampaignOptions): Promise<Campaign> {
  using _shortWaits = new ShortWaits(shareOfWaits);
  const [hits, counts] = [noHits(), noCounts()];
  const hubSaw: HubSaw = new Map();
  const wrong: Batch[] = [];
  let [begun, ended] = [0, 0];
  const work = async (): Promise<void> => {
    while (begun < seeds) {
      const first = from + begun;
      const share = Math.min(seedsPerHub, seeds - begun);
      begun += share;
      const batch = await runBatch(first, share);
      ended += share;
      addHits(hits, batch.hits);
      addSeen(hubSaw, batch.hubSaw);
      addCounts(counts, batch.counts);
      if (batch.problems.length > 0) wrong.push(batch);
      done(batch, ended);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { seeds: ended, hits, hubSaw, counts, wrong };
}

/** What came of it, for people. */
export function campaignText({ seeds, hits, hubSaw, counts, wrong }: Campaign): string {
  return [
    `${counted(seeds, 'seed')}: ${troubleKinds.map((kind) => `${kind} ${hits[kind]}`).join(', ')}`,
    `the hubs saw: ${[...hubSaw].map(([what, count]) => `${what} ${count}`).join(', ')}`,
    countsText(counts),
    wrong.length === 0 ? 'nothing is wrong' : wrong.map(wrongText).join('\n'),
  ].join('\n');
}

/** What is wrong with a batch, and how to run it again. */
export function wrongText({ from, seeds, problems }: Batch): string {
  const again = `npm run network -- --seeds ${seeds} --from ${from}`;
  return `seeds ${from} to ${from + seeds - 1} FAILED\n${problems.join('\n')}\nagain: ${again}`;
}
