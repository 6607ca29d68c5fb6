let lastMs = Number.NaN;
let lastText = '';

/** ISO 8601 UTC of Unix milliseconds; remembers the last, since a thousand commands share a millisecond. */
export function isoTime(unixMs: number): string {
  if (unixMs !== lastMs) {
    lastText = new Date(unixMs).toISOString();
    lastMs = unixMs;
  }
  return lastText;
}
