/** Whom the door did not let in so far, by why: plain numbers, counted up. */
export interface RefusalCounts {
  /** Asked over HTTP without a token, or said no hello in time. */
  missing: number;
  /** Showed what is no token here, or not any more. */
  unknown: number;
  /** Showed one whose time is over. */
  expired: number;
  /** Showed one that there was no time to look at. */
  busy: number;
}

export function noRefusals(): RefusalCounts {
  return { missing: 0, unknown: 0, expired: 0, busy: 0 };
}
