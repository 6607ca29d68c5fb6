import { isMainThread } from 'node:worker_threads';
import { limits } from '../../../server/limits.ts';

/**
 * Loaded before a hub that is tested: it waits for peers that take nothing as long as the test wants, however slow the
 * machine is, and gives them up soon after SIGALRM.
 */
const patient = { noProgressMs: 600_000, pingEveryMs: 600_000, closeWithinMs: 200 };
const impatient = { noProgressMs: 3_000 };

Object.assign(limits, patient);
if (isMainThread) process.on('SIGALRM', () => Object.assign(limits, impatient));
