import { limits } from '../../../server/limits.ts';

/**
 * Loaded before a hub that is tested: it gives up on peers that have gone silent within seconds, and keeps so little for
 * watchers that return that they are given a snapshot now and then.
 */
Object.assign(limits, {
  headersMs: 2_000,
  headersCheckMs: 200,
  halfFrameMs: 2_000,
  pingEveryMs: 1_500,
  pongWithinMs: 1_500,
  noProgressMs: 3_000,
  owedWithinMs: 500,
  closeWithinMs: 200,
  recentTransactions: 50,
});
