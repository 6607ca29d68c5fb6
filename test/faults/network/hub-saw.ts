import { metricsOf } from '../../support/metric-of.ts';

/** What hubs say of the faults that reached them, in words, with how often. */
export type HubSaw = Map<string, number>;

const sightings: readonly (readonly [what: string, metrics: RegExp])[] = [
  ['commands under a key that had its answer', /^florin_commands_total\{.*outcome="replayed"/],
  ['watches taken up where they were left', /^florin_watch_recoveries_total\{by="since"/],
  ['watches begun anew', /^florin_watch_recoveries_total\{by="(snapshot|lagged)"/],
  ['connections broken off', /^florin_closes_total\{cause="lost"/],
  ['connections given up for silence', /^florin_closes_total\{cause="(noPong|halfFrame|tooSlow)"/],
];

export async function whatHubSaw(pageUrl: string): Promise<HubSaw> {
  const metrics = [...(await metricsOf(pageUrl))];
  return new Map(
    sightings.map(([what, pattern]) => {
      const meant = metrics.filter(([name]) => pattern.test(name));
      return [what, meant.reduce((sum, [, count]) => sum + count, 0)];
    }),
  );
}

export function addSeen(sum: HubSaw, more: HubSaw): void {
  for (const [what, count] of more) sum.set(what, (sum.get(what) ?? 0) + count);
}
