/** A moment in UTC to the minute, as `2026-11-22 14:03`. */
export function utcMinute(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** A moment in UTC to the second, as `2026-11-22 14:03:05`. */
export function utcSecond(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The day of a moment in UTC, as `2026-11-22`. */
export function utcDay(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 10);
}
