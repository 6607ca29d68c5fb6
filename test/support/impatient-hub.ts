import { limits } from '../../server/limits.ts';

/** Loaded before a hub that is tested: what it waits for comes to an end ten times as soon. */
Object.assign(limits, {
  headersMs: 1_000,
  headersCheckMs: 200,
  halfFrameMs: 1_000,
  pongWithinMs: 800,
  pingEveryMs: 2_500,
  noProgressMs: 3_000,
  closeWithinMs: 200,
});
