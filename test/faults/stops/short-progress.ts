import { limits } from '../../../server/limits.ts';

/** Loaded before a hub that is tested: who takes nothing of what is there for them is given up sooner. */
Object.assign(limits, { noProgressMs: 8_000, closeWithinMs: 200 });
