import { seededRandom } from '../../support/seeded-random.ts';
import { anyTime, anyTimeMsMax, type PointName, points } from './points.ts';

/** How one life of the hub ends. */
export type Kill =
  | { readonly at: PointName; readonly hit: number }
  | { readonly at: typeof anyTime; readonly afterMs: number };

/** What a kill is at, for counting. */
export type Place = Kill['at'];

export const places: readonly Place[] = [...namesOf(points), anyTime];

/** The kills of one data folder: each place in turn, beginning at another with each seed. */
export function planOf(seed: number, kills: number): Kill[] {
  const random = seededRandom(seed);
  return Array.from({ length: kills }, (_, nth): Kill => {
    const at = places[(seed + nth) % places.length] ?? anyTime;
    if (at === anyTime) return { at, afterMs: Math.floor(random() * anyTimeMsMax) };
    return { at, hit: 1 + Math.floor(random() * points[at].hitsMax) };
  });
}

function namesOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  const names: K[] = [];
  for (const name in table) names.push(name);
  return names;
}
