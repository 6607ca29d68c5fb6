import { limits } from '../../server/limits.ts';

/** Loaded before a hub that is tested: it hands out few snapshots at a time, and has readers keep theirs as long as they like. */
Object.assign(limits, {
  snapshotAccounts: 3_000,
  principalSnapshotAccounts: 2_000,
  unsentBytesMax: 256 * 1024 * 1024,
  noProgressMs: 600_000,
});
