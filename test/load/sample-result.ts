import type { Latency, LoadResult } from '../../client/load/result.ts';

/** What a run of ten seconds could have come to, as the reports are given it. */
export const sampleResult: LoadResult = {
  options: {
    url: 'ws://127.0.0.1:7400/ws',
    workload: 'transfer',
    ledger: 'load',
    accounts: 100_000,
    skew: 0.99,
    clients: 64,
    inflight: 40,
    driver: 'sdk',
    watchers: 1,
    watchMode: 'all',
    watchAccounts: 0,
    duration: 10,
    warmup: 2,
    seed: 2_718_281_828,
    threads: 1,
  },
  environment: {
    machine: '2 x AMD EPYC 9R14',
    platform: 'linux x64',
    node: 'v20.20.2',
    florin: '0.1.0',
  },
  startedAt: '2026-01-31T12:00:00.000Z',
  seconds: 10.003,
  interrupted: false,
  commands: {
    acknowledged: 761_230,
    acknowledgedPerSecond: 76_100.17,
    refused: { unknown_account: 2, insufficient_funds: 31 },
    retries: 4,
    unanswered: 0,
    skipped: 0,
    reads: 0,
  },
  acknowledgement: latency(761_230, 31.2, 9.5),
  watching: latency(761_201, 24.6, 12.25),
  kinds: [],
  timeline: Array.from({ length: 10 }, (_, index) => ({
    second: index + 1,
    acknowledged: 76_123 + Math.round(4_000 * Math.sin(index * 2.1)),
    acknowledgementP99: 45 + 6 * Math.cos(index),
    // Nothing was seen in the fifth.
    watchingP99: index === 4 ? undefined : 41 + 5 * Math.sin(index),
  })),
  tester: {
    cpu: 0.812,
    busiestThread: 0.794,
    clientConnections: 64,
    watcherConnections: 1,
    eventsPerSecond: 76_098.4,
    lagged: 0,
  },
  hub: {
    version: '0.1.0',
    durability: 'sqlite, synchronous=FULL',
    commits: 1_234,
    recordsPerCommit: 616.88,
    commitMs: { mean: 1.523, p50: 1.402, p99: 3.94 },
    mainCpuMicros: 9.03,
    allCpuMicros: 21.84,
    residentBytes: 432_013_312,
    viewsLagCommits: 3,
    rateLimited: 0,
  },
  hubAbsence: undefined,
  check: {
    state: 'right',
    problems: [],
    found: 761_230,
    transactions: 761_230,
    accounts: 99_871,
    watchers: 1,
    askedAgain: { asked: 33, of: 33 },
    seconds: 7.41,
  },
};

/** The same of `mixed`, in which no account was thawed. */
export const mixedResult: LoadResult = {
  ...sampleResult,
  options: { ...sampleResult.options, workload: 'mixed' },
  commands: { ...sampleResult.commands, reads: 190_000 },
  kinds: [
    { kind: 'transfer', answered: 380_000, refused: 1_200, latency: latency(380_000, 31.2, 9.5) },
    { kind: 'hold', answered: 83_000, refused: 12, latency: latency(83_000, 30.1, 9.1) },
    { kind: 'unfreeze', answered: 0, refused: 3, latency: { ...latency(0, 0, 0), curve: [] } },
    { kind: 'get', answered: 110_000, refused: 0, latency: latency(110_000, 28.4, 7.7) },
  ],
};

/** Latencies that rise with each nine, as those of servers do. */
function latency(count: number, median: number, rise: number): Latency {
  const at = (share: number): number => {
    const nines = Math.log10(1 / (1 - share));
    return median * 0.7 + median * nines + rise * nines ** 2.2 * 0.4;
  };
  const curve = Array.from({ length: 41 }, (_, tenth) => {
    const share = 1 - 10 ** (-tenth / 10);
    return { share, ms: at(share) };
  });
  return {
    count,
    mean: at(0.55),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: at(0.99999),
    curve,
  };
}
