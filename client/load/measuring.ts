import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from './figures.ts';
import { type HubSample, scrapeHub } from './hub-metrics.ts';
import type { LoadOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { countText, figureText, secondText } from './report/numbers.ts';
import { steadyMs } from './threads/clock.ts';
import type { Schedule } from './threads/messages.ts';
import type { Threads } from './threads/threads.ts';

/** The run was ended before there was anything to report. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export const beforeMeasured = 'Interrupted before anything was measured';

/** So long after the first command, a second without an answer is told. */
const stuckMs = 2_000;

/** From the message that begins a run to its first command: time for it to reach all threads. */
const leadMs = 100;

/** What the main thread knows of the measured part. */
export interface Measured {
  readonly startedAt: string;
  readonly seconds: number;
  readonly isInterrupted: boolean;
  /** Seconds of all threads together. */
  readonly cpuSeconds: number;
  /** The hub's metrics of its beginning and its end; asked for then, and slow to come where the hub is. */
  readonly hub: Promise<readonly [before: HubSample | undefined, after: HubSample | undefined]>;
}

/** Warm-up and measured part, as the main thread sees them. */
export class Measuring {
  readonly #figures: Figures;
  readonly #options: LoadOptions;
  readonly #progress: Progress;
  #schedule: Schedule | undefined;

  constructor(figures: Figures, options: LoadOptions, progress: Progress) {
    this.#figures = figures;
    this.#options = options;
    this.#progress = progress;
  }

  /** Warm-up and measured part; shorter where the signal fires. */
  async measure(threads: Threads, signal: AbortSignal): Promise<Measured> {
    const { duration, warmup } = this.#options;
    const warmUpMs = steadyMs() + leadMs;
    const measureMs = warmUpMs + warmup * 1_000;
    const endMs = measureMs + duration * 1_000;
    const measureUnixMs = Date.now() + measureMs - steadyMs();
    const schedule = { warmUpMs, measureMs, measureUnixMs, endMs };
    this.#schedule = schedule;
    if (warmup > 0) this.#progress.begin('Warming up', `for ${secondText(warmup)} s`);
    threads.begin(schedule);
    await threads.during(untilOrAborted(measureMs, signal));
    const startedAt = new Date(measureUnixMs).toISOString();
    if (signal.aborted) throw new Interrupted(beforeMeasured);
    this.#progress.begin('Measuring', `for ${secondText(duration)} s`);
    const cpuBefore = process.cpuUsage();
    const before = scrapeHub(this.#options);
    await threads.during(untilOrAborted(endMs, signal));
    const { user, system } = process.cpuUsage(cpuBefore);
    const stoppedMs = Math.min(endMs, steadyMs());
    if (signal.aborted) threads.stop(stoppedMs);
    this.#schedule = undefined;
    return {
      startedAt,
      seconds: (stoppedMs - measureMs) / 1_000,
      isInterrupted: signal.aborted,
      cpuSeconds: (user + system) / 1e6,
      hub: Promise.all([before, scrapeHub(this.#options)]),
    };
  }

  show(): void {
    if (this.#schedule === undefined) return;
    const { warmUpMs, measureMs, endMs } = this.#schedule;
    const nowMs = steadyMs();
    const { rate, p99 } = this.#figures;
    // In a closed loop somebody waits for an answer at any time.
    const isStuck = rate === 0 && this.#options.rate === undefined && nowMs > warmUpMs + stuckMs;
    const done = isStuck ? 'no answers at the moment' : `${countText(rate)} commands/s`;
    if (nowMs < measureMs) this.#progress.show((nowMs - warmUpMs) / (measureMs - warmUpMs), done);
    else {
      const latency = p99 === undefined ? '' : `, p99 ${figureText(p99)} ms`;
      const of = `${Math.floor((nowMs - measureMs) / 1_000)} of ${secondText(this.#options.duration)} s`;
      this.#progress.show((nowMs - measureMs) / (endMs - measureMs), `${of}, ${done}${latency}`);
    }
  }
}

/** Resolves at a moment of the steady clock, or at once when the signal fires. */
async function untilOrAborted(momentMs: number, signal: AbortSignal): Promise<void> {
  try {
    // A timer may come a little early.
    for (let leftMs = momentMs - steadyMs(); leftMs > 0; leftMs = momentMs - steadyMs())
      await pause(Math.ceil(leftMs), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
