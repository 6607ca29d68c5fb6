import { TimeSchema } from '../../shared/fields.ts';

/** Moments and durations as people type them. */

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const timeOfDay = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/i;

export const timeExamples = '18:00, 2026-01-31, 2026-01-31 18:00 or 2026-01-31T17:00:00Z';

export function isDate(text: string): boolean {
  return date.test(text);
}

export function isTimeOfDay(text: string): boolean {
  return timeOfDay.test(text);
}

/**
 * The protocol's text of a time such as {@link timeExamples}: what has no zone is local, what has no date is
 * today. Undefined where there is no such time.
 */
export function timeOf(text: string, nowMs: number): string | undefined {
  if (TimeSchema.safeParse(text).success) return text;
  const ms = zoned.test(text) ? Date.parse(text) : localMs(text, nowMs);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** NaN where there is no such time. */
function localMs(text: string, nowMs: number): number {
  const [first = '', second] = text.split(/[T ]/i);
  const day = date.exec(first);
  const time = timeOfDay.exec(day === null ? first : (second ?? '0:00'));
  if (time === null || (day === null && second !== undefined)) return Number.NaN;
  const today = new Date(nowMs);
  const [year, month, dayOfMonth] =
    day === null
      ? [today.getFullYear(), today.getMonth(), today.getDate()]
      : [Number(day[1]), Number(day[2]) - 1, Number(day[3])];
  const [hour, minute, ofMinute] = [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)];
  if (hour > 23 || minute > 59 || ofMinute > 59) return Number.NaN;
  const moment = new Date(year, month, dayOfMonth, hour, minute, ofMinute);
  // A day that the month does not have would be one of the next.
  const isThatDay = moment.getMonth() === month && moment.getDate() === dayOfMonth;
  return isThatDay && moment.getFullYear() === year ? moment.getTime() : Number.NaN;
}

const durationPattern = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/i;

export const durationExamples = '30m, 2h, 1h30m or 7d';

/** Milliseconds of a duration such as {@link durationExamples}; undefined where it is none or nothing. */
export function durationMs(text: string): number | undefined {
  const [, days, hours, minutes, seconds] = durationPattern.exec(text) ?? [];
  const total = [days, hours, minutes, seconds]
    .map((count = '0') => Number(count))
    .reduce((sum, count, place) => sum + count * (unitsMs[place] ?? 0), 0);
  return total > 0 ? total : undefined;
}
/** Whether it is a duration, or one in words that are not understood. */
export function looksLikeDuration(text: string): boolean {
  return durationMs(text) !== undefined || durationInWords.test(text);
}
const durationInWords =
  /^\d+(?:\.\d+)?\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/i;

const unitsMs = [86_400_000, 3_600_000, 60_000, 1_000];
