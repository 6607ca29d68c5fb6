import { setTimeout } from 'node:timers/promises';

/** Resolves or rejects as the work does; where that takes longer, rejects with what `told` says then. */
export async function within(ms: number, work: Promise<void>, told: () => string): Promise<void> {
  const timer = new AbortController();
  const late = setTimeout(ms, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`someone still waits after ${ms} ms:\n${told()}`);
    },
    () => undefined,
  );
  try {
    await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
