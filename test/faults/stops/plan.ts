import { Dice } from '../simulation/dice.ts';

/** Whose processes are stopped: the hub's, those of one crowd, of both, or all. */
export const whoms = ['the hub', 'one crowd', 'both crowds', 'all'] as const;
export type Whom = (typeof whoms)[number];

/** One stop; milliseconds. */
export interface Stop {
  readonly whom: Whom;
  /** Since the one before. */
  readonly afterMs: number;
  readonly forMs: number;
}

/** Short enough to pass for a slow network. */
const shortMsMax = 150;
/** Longer than clients wait for the hub here, and mostly than the hub waits for them. */
const longMs = { least: 2_000, most: 5_000 } as const;

export function isLong({ forMs }: Stop): boolean {
  return forMs >= longMs.least;
}

/** The stops of one seed: long ones of whom the seed says, short ones of anyone. */
export function planOf(seed: number): Stop[] {
  const dice = new Dice(seed, 'plan');
  const stops = Array.from({ length: shorts }, (): Stop => {
    return { whom: dice.pick(whoms), afterMs: dice.next() * 200, forMs: 1 + dice.next() * shortMsMax };
  });
  for (const nth of [0, 1]) {
    const whom = whoms[(seed + nth * 2) % whoms.length] ?? 'all';
    const forMs = dice.between(longMs.least, longMs.most);
    stops.splice(dice.below(stops.length + 1), 0, { whom, afterMs: dice.next() * 400, forMs });
  }
  return stops;
}

const shorts = 8;
