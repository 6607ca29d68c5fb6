import { limits } from '../../../server/limits.ts';
import { keptVariable } from './kept.ts';

/**
 * Loaded before a hub that is tested: it keeps fewer transactions for watchers that come back, so that more is behind them,
 * and gives up nobody for reading slowly, as a test does on a machine that has no time for it.
 */
Object.assign(limits, {
  recentTransactions: Number(process.env[keptVariable]),
  unsentBytesMax: 256 * 1024 * 1024,
});
