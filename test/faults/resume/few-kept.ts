import { limits } from '../../../server/limits.ts';
import { keptVariable } from './kept.ts';

/** Loaded before a hub that is tested: it keeps fewer transactions for watchers that come back, so that more is behind them. */
Object.assign(limits, { recentTransactions: Number(process.env[keptVariable]) });
