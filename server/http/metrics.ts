import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandCounts } from '../command-counts.ts';
import type { Durability } from '../journal/journal.ts';
import { version } from '../version.ts';
import { registerProcessMetrics } from './process-metrics.ts';

/** What is read when the metrics are asked for. */
export interface MetricSources {
  readonly durability: Durability;
  readonly commands: CommandCounts;
  readonly connections: () => number;
  /** Seq of the newest durable transaction. */
  readonly seq: () => number;
  /** Commits that the views are behind the journal. */
  readonly viewsLag: () => number;
}

/**
 * The hub's metrics for Prometheus. A command costs a number that is counted up ({@link CommandCounts}), a
 * commit a few: the rest is read when it is asked for. No label names an account.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #records: Histogram;
  readonly #commitSeconds: Histogram;
  readonly #releaseSeconds: Histogram;
  readonly #stop: () => void;

  constructor(sources: MetricSources) {
    const registers = [this.#registry];
    const { journal, synchronous } = sources.durability;
    new Gauge({
      name: 'florin_info',
      help: 'Always 1; the labels tell what runs.',
      labelNames: ['version', 'journal', 'synchronous'],
      registers,
    }).set({ version, journal, synchronous }, 1);
    new Counter({
      name: 'florin_commands_total',
      help: 'Commands of clients by what they were answered: ok, replayed (the answer that their key had before), or an error code.',
      labelNames: ['kind', 'outcome'],
      registers,
      collect() {
        this.reset();
        for (const { kind, outcome, count } of sources.commands) this.inc({ kind, outcome }, count);
      },
    });
    this.#records = new Histogram({
      name: 'florin_commit_records',
      help: 'Records of a group commit: transactions, and refusals that are kept.',
      buckets: recordBounds,
      registers,
    });
    this.#commitSeconds = new Histogram({
      name: 'florin_commit_duration_seconds',
      help: "A commit in the journal's own thread: the transaction with its write and its fsync.",
      buckets: secondBounds,
      registers,
    });
    this.#releaseSeconds = new Histogram({
      name: 'florin_commit_release_seconds',
      help: 'From the first decision of a commit until all that waited for it was written to the sockets.',
      buckets: secondBounds,
      registers,
    });
    gauge(
      'florin_connections',
      'Connections: WebSockets, and streams of server-sent events.',
      sources.connections,
    );
    gauge('florin_seq', 'Seq of the newest durable transaction.', sources.seq);
    gauge('florin_views_lag_commits', 'Commits that the views are behind the journal.', sources.viewsLag);
    this.#stop = registerProcessMetrics(registers);

    function gauge(name: string, help: string, value: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
  }

  /** A commit is durable and released. `commitMs`: in the journal's thread; `releaseMs`: since it began to fill. */
  committed(records: number, commitMs: number, releaseMs: number): void {
    this.#records.observe(records);
    this.#commitSeconds.observe(commitMs / 1e3);
    this.#releaseSeconds.observe(releaseMs / 1e3);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  stop(): void {
    this.#stop();
  }
}

const recordBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** From 0.1 ms, an fsync that ends in the drive's cache, to 1 s: so close that a quantile can be told between two. */
const secondBounds = [100, 1_000, 10_000, 100_000]
  .flatMap((decade) => [1, 1.5, 2, 3, 4, 5, 7].map((step) => step * decade))
  .concat(1_000_000)
  .map((microseconds) => microseconds / 1e6);
