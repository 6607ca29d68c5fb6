import type { Dice } from '../simulation/dice.ts';

/** Which way bytes go. */
export type Way = 'toHub' | 'toClient';

/** Who hears of a connection's end, and how; whoever does not hear of it may go on writing for ever. */
export type Ending = 'both' | 'the client' | 'the hub' | 'nobody';

/** What happens to the network at one time; `which` in [0, 1) says to which of its connections. Times are milliseconds. */
export type Trouble =
  /** A connection ends behind so many further bytes of one way, with a reset (RST) or as if it were closed (FIN). */
  | {
      readonly kind: 'break';
      readonly which: number;
      readonly way: Way;
      readonly behindBytes: number;
      readonly heardBy: Ending;
      readonly isReset: boolean;
    }
  /** A request gets through, and the connection ends before anything comes back. */
  | {
      readonly kind: 'lost reply';
      readonly which: number;
      readonly heardBy: Ending;
      readonly isReset: boolean;
    }
  /** One way is clogged for a while; what it was given arrives after that, whoever has given up by then. */
  | { readonly kind: 'clog'; readonly which: number; readonly way: Way; readonly forMs: number }
  /** So many bytes of one way go one by one. */
  | { readonly kind: 'trickle'; readonly which: number; readonly way: Way; readonly bytes: number }
  /** Nobody gets through: who is connected is silenced for good, or clogged; who comes is turned away, or hangs. */
  | {
      readonly kind: 'partition';
      readonly forMs: number;
      readonly isForGood: boolean;
      readonly door: 'reset' | 'hung';
    };

export type TroubleKind = Trouble['kind'];
export const troubleKinds: readonly TroubleKind[] = ['break', 'lost reply', 'clog', 'trickle', 'partition'];

/** What one seed is about. */
export interface Plan {
  /** How long the network is bad. */
  readonly badMs: number;
  /** Whether it is while accounts are opened and watches begin. */
  readonly isBadFromTheStart: boolean;
  /** Mean delay of each piece, one way. */
  readonly latencyMs: number;
  /** How likely it is that a piece is split somewhere. */
  readonly splitChance: number;
  /** Silence after which clients ask whether the hub still lives. */
  readonly pingAfterMs: number;
  readonly troubles: readonly { readonly atMs: number; readonly trouble: Trouble }[];
}

const breakBytesMax = 1_500;
/** Longer than clients wait. */
const clogMsMax = 1_600;
const partMsMax = 900;
const trickleBytesMax = 4_000;
const troublesMax = 24;

export function planOf(dice: Dice): Plan {
  const badMs = dice.pick([1_000, 2_000, 3_000]);
  const troubles = Array.from({ length: 4 + dice.below(troublesMax - 3) }, () => ({
    atMs: dice.next() * badMs,
    trouble: someTrouble(dice),
  }));
  return {
    badMs,
    isBadFromTheStart: dice.chance(0.2),
    latencyMs: dice.pick([0, 0, 1, 10]),
    splitChance: dice.pick([0, 0.1, 0.8]),
    pingAfterMs: dice.pick([150, 300, 450]),
    troubles: troubles.sort((a, b) => a.atMs - b.atMs),
  };
}

function someTrouble(dice: Dice): Trouble {
  const which = dice.next();
  const way = dice.pick<Way>(['toHub', 'toClient']);
  const heardBy = dice.pick<Ending>(['both', 'the client', 'the hub', 'nobody']);
  const isReset = dice.chance(0.7);
  const chance = dice.next();
  if (chance < 0.4) {
    // Many behind the first few bytes: amid the upgrade, a header of a frame, a short answer.
    const behindBytes = dice.below(dice.chance(0.3) ? 40 : breakBytesMax);
    return { kind: 'break', which, way, behindBytes, heardBy, isReset };
  }
  if (chance < 0.6) return { kind: 'lost reply', which, heardBy, isReset };
  if (chance < 0.78) return { kind: 'clog', which, way, forMs: dice.next() * clogMsMax };
  if (chance < 0.95) return { kind: 'trickle', which, way, bytes: 1 + dice.below(trickleBytesMax) };
  const door = dice.chance(0.5) ? 'reset' : 'hung';
  return { kind: 'partition', forMs: dice.next() * partMsMax, isForGood: dice.chance(0.5), door };
}
