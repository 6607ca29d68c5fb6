/** How watches that had missed something got on again, so far: plain numbers, counted up. */
export interface RecoveryCounts {
  /** Gone on from `since`, with all that was missed. */
  since: number;
  /** Begun anew with a snapshot, as what came after `since` was not kept. */
  snapshot: number;
  /** Begun anew with a snapshot, as the reader was too slow. */
  lagged: number;
}

export function noRecoveries(): RecoveryCounts {
  return { since: 0, snapshot: 0, lagged: 0 };
}
