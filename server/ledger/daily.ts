/** What left an account on one day: withdrawn, transferred or reserved. For `maxPerDay`. */
export interface Daily {
  /** Minor units. */
  spent: bigint;
  /** Days since 1970, UTC. */
  spentDay: number;
}

const dayMs = 86_400_000;

/** Days since 1970, UTC. */
export function dayOf(unixMs: number): number {
  return Math.floor(unixMs / dayMs);
}

export function spentOn({ spent, spentDay }: Daily, day: number): bigint {
  return spentDay === day ? spent : 0n;
}

/** What leaves counts towards the day, whether rules ask for that now or not. */
export function spend(daily: Daily, amount: bigint, day: number): void {
  if (daily.spentDay === day) daily.spent += amount;
  else {
    daily.spentDay = day;
    daily.spent = amount;
  }
}

/** What a hold gives back counts no more, where it counted towards the same day. */
export function giveBack(daily: Daily, amount: bigint, day: number): void {
  if (daily.spentDay === day) daily.spent -= amount;
}
