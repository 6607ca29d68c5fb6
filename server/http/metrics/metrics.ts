import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RefusalCounts } from '../../access/refusal-counts.ts';
import type { CommandCounts } from '../../command-counts.ts';
import type { CloseCounts } from '../../gateway/close-counts.ts';
import type { RecoveryCounts } from '../../gateway/recovery-counts.ts';
import type { Durability } from '../../journal/journal.ts';
import { version } from '../../version.ts';
import { registerProcessMetrics } from './process-metrics.ts';
import { WeightedHistogram } from './weighted-histogram.ts';

/** What is read when the metrics are asked for. */
export interface MetricSources {
  readonly durability: Durability;
  readonly commands: CommandCounts;
  readonly closes: CloseCounts;
  readonly recoveries: RecoveryCounts;
  readonly refusals: RefusalCounts;
  readonly connections: () => number;
  /** Bytes that wait for all peers to take them. */
  readonly unsentBytes: () => number;
  /** Commands decided and not yet durable. */
  readonly undurable: () => number;
  /** `undefined` while the state is read anew. */
  readonly openHolds: () => number | undefined;
  /** Seq of the newest durable transaction. */
  readonly seq: () => number;
  /** Commits that the views are behind the journal. */
  readonly viewsLag: () => number;
  /** Transactions that they are behind. */
  readonly viewsLagTransactions: () => number;
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
  readonly #ackSeconds = new WeightedHistogram({
    name: 'florin_ack_seconds',
    help: 'From taking in a command until its reply was handed to the socket. Measured once a commit, from the first command of it, and counted for each of its records: so no command took longer than it is counted with.',
    buckets: secondBounds,
  });
  readonly #fanOutSeconds = new WeightedHistogram({
    name: 'florin_fan_out_seconds',
    help: 'From a durable transaction until its events were written to the socket of a watcher. Measured every millisecond of writing, from the oldest event, and counted for each connection.',
    buckets: secondBounds,
  });
  readonly #refusedCommits: Counter;
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
    gauge('florin_undurable_commands', 'Commands decided and not yet durable.', sources.undurable);
    this.#refusedCommits = new Counter({
      name: 'florin_commits_refused_total',
      help: 'Commits that the journal refused, as on a full disk, after each of which the state was read anew.',
      registers,
    });
    gauge(
      'florin_connections',
      'Connections: WebSockets, and streams of server-sent events.',
      sources.connections,
    );
    gauge(
      'florin_unsent_bytes',
      'Bytes that wait for the peers of all connections to take them.',
      sources.unsentBytes,
    );
    new Counter({
      name: 'florin_closes_total',
      help: "Connections that ended, by why: a close code's name, peer (the other side closed it), lost (it broke), halfFrame (cut, as a frame was not sent on).",
      labelNames: ['cause'],
      registers,
      collect() {
        this.reset();
        for (const [cause, count] of sources.closes) this.inc({ cause }, count);
      },
    });
    new Counter({
      name: 'florin_watch_recoveries_total',
      help: 'Watches that had missed something and got on: from since, with a snapshot as since was too old, or with one as the reader had lagged.',
      labelNames: ['by'],
      registers,
      collect() {
        this.reset();
        for (const [by, count] of Object.entries(sources.recoveries)) this.inc({ by }, count);
      },
    });
    new Counter({
      name: 'florin_auth_failures_total',
      help: 'Times that nobody was let in, by why: no token was shown (missing), or none of this hub (unknown), or one whose time is over (expired), or there was no time to look at it (busy).',
      labelNames: ['reason'],
      registers,
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(sources.refusals)) this.inc({ reason }, count);
      },
    });
    gauge('florin_seq', 'Seq of the newest durable transaction.', sources.seq);
    gauge('florin_open_holds', 'Holds that reserve money now.', () => sources.openHolds() ?? 0);
    gauge('florin_views_lag_commits', 'Commits that the views are behind the journal.', sources.viewsLag);
    gauge(
      'florin_views_lag_transactions',
      'Transactions that the views are behind the journal.',
      sources.viewsLagTransactions,
    );
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
    this.#ackSeconds.observe(releaseMs / 1e3, records);
  }

  /** So many connections had their events written, so long after the oldest of them was durable. */
  fannedOut(ms: number, connections: number): void {
    this.#fanOutSeconds.observe(ms / 1e3, connections);
  }

  /** The journal refused a commit, and the state is read anew. */
  commitRefused(): void {
    this.#refusedCommits.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format. */
  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${this.#ackSeconds.text()}\n${this.#fanOutSeconds.text()}`;
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
