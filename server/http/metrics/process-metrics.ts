import { readFileSync } from 'node:fs';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * Registers what the process uses: CPU time, memory, and how late its event loop is. What this system does
 * not tell is left out. Returns what ends the measuring.
 */
export function registerProcessMetrics(registers: Registry[]): () => void {
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, Unix time.',
    registers,
  }).set(Date.now() / 1e3 - process.uptime());
  cpuCounter('process_cpu_seconds_total', 'CPU time of the whole process.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  if (mainThreadSeconds() !== undefined) {
    cpuCounter(
      'florin_main_thread_cpu_seconds_total',
      'CPU time of the thread that decides, garbage collection on other threads not included.',
      mainThreadSeconds,
    );
  }
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the whole process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return watchEventLoop(
    new Histogram({
      name: 'florin_event_loop_delay_seconds',
      help: `How late a timer of the deciding thread comes, asked every ${delayEveryMs} ms.`,
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
      registers,
    }),
  );

  function cpuCounter(name: string, help: string, seconds: () => number | undefined): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(seconds() ?? 0);
      },
    });
  }
}

/** Linux tells CPU times in these, whatever the kernel's own clock. */
const ticksPerSecond = 100;

/** `undefined` where there is no Linux `/proc`. */
function mainThreadSeconds(): number | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
    // Behind the thread's name, which may hold spaces and parentheses; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks / ticksPerSecond : undefined;
  } catch {
    return undefined;
  }
}

/** Often enough to see stalls, and so seldom that an idle process hardly wakes up for it. */
const delayEveryMs = 100;

/**
 * A histogram that only grows can be read by many; that of `perf_hooks` has to be reset by whoever wants to
 * know of the time since.
 */
function watchEventLoop(histogram: Histogram): () => void {
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    histogram.observe(Math.max(0, nowMs - lastMs - delayEveryMs) / 1e3);
    lastMs = nowMs;
  }, delayEveryMs).unref();
  return () => clearInterval(timer);
}
