import { addCounts } from '../../support/add-counts.ts';
import { counted } from '../../support/run-report.ts';
import { describe } from '../checker/check.ts';
import { type Counts, countsText, noCounts } from '../checker/counts.ts';
import { type Episode, runEpisode } from './episode.ts';
import { isLong, type Whom, whoms } from './plan.ts';

export interface CampaignOptions {
  /** How many seeds, from which on. */
  readonly seeds: number;
  readonly from: number;
  /** Hubs at once. */
  readonly parallel: number;
  /** Hears of each seed when it is done. */
  readonly done: (episode: Episode, seeds: number) => void;
}

export interface Campaign {
  readonly seeds: number;
  /** How often each was stopped, for long and in all. */
  readonly stops: ReadonlyMap<Whom, { readonly long: number; readonly all: number }>;
  readonly counts: Readonly<Counts>;
  readonly wrong: readonly Episode[];
}

export async function runCampaign({ seeds, from, parallel, done }: CampaignOptions): Promise<Campaign> {
  const stops = new Map(whoms.map((whom) => [whom, { long: 0, all: 0 }]));
  const counts = noCounts();
  const wrong: Episode[] = [];
  let [begun, ended] = [0, 0];
  const work = async (): Promise<void> => {
    while (begun < seeds) {
      begun += 1;
      const episode = await runEpisode(from + begun - 1);
      ended += 1;
      for (const stop of episode.stops) {
        const count = stops.get(stop.whom) ?? { long: 0, all: 0 };
        count.all += 1;
        if (isLong(stop)) count.long += 1;
      }
      addCounts(counts, episode.counts);
      if (episode.violations.length > 0) wrong.push(episode);
      done(episode, ended);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { seeds: ended, stops, counts, wrong };
}

/** What came of it, for people. */
export function campaignText({ seeds, stops, counts, wrong }: Campaign): string {
  const rows = [...stops].map(
    ([whom, { long, all }]) =>
      `  ${whom.padEnd(14)}${String(all).padStart(5)} times, ${long} of them for longer than the heartbeats`,
  );
  return [
    `${counted(seeds, 'seed')}; stopped and continued:`,
    ...rows,
    countsText(counts),
    wrong.length === 0 ? 'nothing is wrong' : wrong.map(wrongText).join('\n'),
  ].join('\n');
}

/** What is wrong with a seed, and how to run it again. */
export function wrongText({ seed, violations }: Episode): string {
  return `seed ${seed} FAILED\n${describe(violations)}\nagain: npm run stops -- --seeds 1 --from ${seed} --watchers 0`;
}
