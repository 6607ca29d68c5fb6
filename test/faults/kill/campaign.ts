import { addCounts } from '../../support/add-counts.ts';
import { counted } from '../../support/run-report.ts';
import { ShortWaits } from '../../support/short-waits.ts';
import { type Counts, countsText, noCounts } from '../checker/counts.ts';
import { type Episode, runEpisode } from './episode.ts';
import { type Place, places } from './plan.ts';

/** Kills of one data folder, before its journal is looked at: each place once. */
export const killsPerFolder = places.length;

export interface CampaignOptions {
  readonly kills: number;
  /** Of the first data folder; the others follow on it. */
  readonly seed: number;
  /** Data folders at once. */
  readonly parallel: number;
  /** Hears of each data folder when it is done. */
  readonly done: (episode: Episode) => void;
}

/** What came of many data folders. */
export interface Campaign {
  readonly kills: number;
  readonly killedAt: ReadonlyMap<Place, number>;
  readonly missed: ReadonlyMap<Place, number>;
  readonly counts: Readonly<Counts>;
  /** Data folders in which something was wrong. */
  readonly wrong: readonly Episode[];
}

/** Kills a hub so many times, in as many data folders as that takes. */
export async function runCampaign({ kills, seed, parallel, done }: CampaignOptions): Promise<Campaign> {
  using _shortWaits = new ShortWaits();
  const [killedAt, missed] = [new Map<Place, number>(), new Map<Place, number>()];
  const counts = noCounts();
  const wrong: Episode[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < kills) {
      const nth = begun / killsPerFolder;
      const share = Math.min(killsPerFolder, kills - begun);
      begun += killsPerFolder;
      const episode = await runEpisode(seed + nth, share);
      for (const at of episode.killedAt) add(killedAt, at);
      for (const at of episode.missed) add(missed, at);
      addCounts(counts, episode.counts);
      if (episode.violations.length > 0) wrong.push(episode);
      done(episode);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { kills: total(killedAt), killedAt, missed, counts, wrong };
}

/** A table of a campaign for people. */
export function campaignText({ kills, killedAt, missed, counts, wrong }: Campaign): string {
  const rows = places.map((at) => {
    const passedBy = missed.get(at) ?? 0;
    return `  ${at.padEnd(18)}${String(killedAt.get(at) ?? 0).padStart(6)}${passedBy === 0 ? '' : `   (and ${passedBy} times it did not come by)`}`;
  });
  return [
    `${counted(kills, 'kill')}:`,
    ...rows,
    `${countsText(counts)}: ${wrong.length === 0 ? 'nothing is wrong' : `${counted(wrong.length, 'data folder')} WRONG`}`,
  ].join('\n');
}

function add(counts: Map<Place, number>, at: Place): void {
  counts.set(at, (counts.get(at) ?? 0) + 1);
}

function total(counts: ReadonlyMap<Place, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
