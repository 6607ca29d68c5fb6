/** The longest that a platform's timer can wait, milliseconds. */
export const timerMsMax = 2 ** 31 - 1;

/** Does something after a time, never after one too long for a timer; returns what keeps it from happening. */
export function after(ms: number, action: () => void): () => void {
  if (ms > timerMsMax) return () => {};
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}
