import { limits } from '../../../server/limits.ts';
import type { Dice } from './dice.ts';

/** What one seed is about: how bad its world is, and how small the hub's bounds are. Times are milliseconds. */
export interface Plan {
  readonly clients: number;
  /** Commands, batches and questions of each client. */
  readonly acts: number;
  readonly thinkMs: number;
  /** How long the world is bad. */
  readonly badMs: number;
  readonly latencyMs: number;
  /** When bytes arrive that were given up. */
  readonly lateMs: number;
  /** How likely it is, at any byte that is sent, that a piece ends behind it. */
  readonly cutChance: number;
  /** What the kernel takes before a writer has to wait, and what a stream takes then. */
  readonly kernelBytes: number;
  readonly bufferBytes: number;
  readonly commitMs: number;
  readonly readMs: number;
  readonly viewsMs: number;
  /** Of appends. */
  readonly refusedChance: number;
  readonly brokenChance: number;
  /** Whether the views outlive a process. */
  readonly hasViewsFile: boolean;
  /** Mean time between two of a kind; `Infinity` where there is none. */
  readonly cutEveryMs: number;
  readonly clogEveryMs: number;
  readonly partEveryMs: number;
  readonly killEveryMs: number;
  readonly stopEveryMs: number;
  readonly stallEveryMs: number;
  readonly clockEveryMs: number;
  readonly limits: Partial<Record<keyof typeof limits, number>>;
}

export function planOf(dice: Dice): Plan {
  const often = (...everyMs: [number, ...number[]]): number =>
    dice.chance(0.5) ? Infinity : dice.pick(everyMs);
  const isSmall = dice.chance(0.7);
  return {
    clients: 2 + dice.below(3),
    acts: 8 + dice.below(18),
    thinkMs: dice.pick([20, 200, 600]),
    badMs: dice.pick([5_000, 15_000, 40_000]),
    latencyMs: dice.pick([0.2, 5, 50]),
    lateMs: dice.pick([500, 5_000]),
    cutChance: dice.pick([0, 0, 0.3, 0.9]),
    kernelBytes: isSmall ? dice.pick([300, 2_000]) : 65_536,
    bufferBytes: isSmall ? 64 : 16_384,
    commitMs: dice.pick([0.5, 10, 200]),
    readMs: dice.pick([0.1, 5, 100]),
    viewsMs: dice.pick([0.1, 10, 200]),
    refusedChance: dice.pick([0, 0, 0.02, 0.2]),
    brokenChance: dice.pick([0, 0, 0.02, 0.08]),
    hasViewsFile: dice.chance(0.15),
    cutEveryMs: often(500, 3_000),
    clogEveryMs: often(500, 3_000),
    partEveryMs: often(10_000),
    killEveryMs: often(3_000, 10_000),
    stopEveryMs: often(6_000),
    stallEveryMs: often(1_000, 5_000),
    clockEveryMs: often(2_000),
    limits: { ...boundsOfKeys(dice), ...(isSmall ? smallBounds(dice) : {}) },
  };
}

/** Their memory is made anew with each hub: the usual size takes longer than all the rest. */
function boundsOfKeys(dice: Dice): Plan['limits'] {
  return {
    keysPerGeneration: dice.pick([4, 16, 256]),
    keyGenerations: dice.pick([1, 3]),
    keyMarks: dice.pick([1, 4, 1_000]),
  };
}

/** Bounds that few commands reach. They keep the order among them that the usual ones have. */
function smallBounds(dice: Dice): Plan['limits'] {
  const some = (name: keyof typeof limits, ...values: [number, ...number[]]): Plan['limits'] =>
    dice.chance(0.5) ? { [name]: dice.pick(values) } : {};
  return {
    ...some('outgoingFrameBytes', 300, 2_000),
    ...some('inflight', 2, 10),
    ...some('pageChars', 500, 5_000),
    ...some('historyScan', 3, 30),
    ...some('transactionsScanChars', 1_000),
    ...some('questions', 1, 2),
    ...some('unsentBytesSlow', 700, 4_000),
    ...some('queuedChars', 500, 5_000),
    ...some('unsentBytesMax', 20_000, 100_000),
    ...some('conflatedChars', 500, 5_000),
    ...some('recentTransactions', 2, 20),
    ...some('recentChars', 1_000, 20_000),
    // An atomic batch has to fit into a commit.
    ...some('commitRecords', 6, 12),
    ...some('commitChars', 500, 5_000),
    ...some('undurableCommands', 8, 40),
    ...some('viewsLagCommits', 3, 20),
    ...some('refusedPauseMs', 20, 300),
    ...some('expiriesPerTurn', 1, 2),
    ...some('pastTransactions', 1, 10),
  };
}

const usual: Plan['limits'] = { ...limits };

/** Gives the hubs to come the bounds of a plan. */
export function useLimits(plan: Plan | undefined): void {
  Object.assign(limits, usual, plan?.limits);
}
