/** Local time of day, as `14:03:05`. */
export function timeOfDay(unixMs: number): string {
  const time = new Date(unixMs);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
}

/** Local date and time of an ISO 8601 moment, as `2026-01-31 14:03:05`; a dash where it is none. */
export function dateAndTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '-';
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  return `${date} ${timeOfDay(time.getTime())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const;

/** How long ago, in the largest unit that fits, as `3 s` or `2 min`. */
export function age(elapsedMs: number): string {
  const unit = units.find(({ ms }) => elapsedMs >= ms) ?? { name: 's', ms: 1_000 };
  return `${Math.floor(Math.max(0, elapsedMs) / unit.ms)} ${unit.name}`;
}
