import type { RequestKind } from './kinds.ts';
import type { LoadOptions } from './options.ts';

/** What a load run came to: all that the reports show and `--fail-on` judges. */
export interface LoadResult {
  readonly options: Omit<LoadOptions, 'token' | 'ca'>;
  readonly environment: Environment;
  /** When the measured part began, ISO 8601 UTC. */
  readonly startedAt: string;
  /** How long the measured part lasted; less than was asked for where it was interrupted. */
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly commands: CommandFigures;
  /** From sending a command, or from its scheduled moment in an open loop, to its answer. */
  readonly acknowledgement: Latency;
  /**
   * From the hub's time of a transaction (`at`, in whole milliseconds, before its commit) to each watcher
   * that sees it. Absent where nobody watched.
   */
  readonly watching: Latency | undefined;
  /** Of `mixed`, those of commands and questions by kind; empty for other workloads. */
  readonly kinds: readonly KindFigures[];
  /** Second by second. */
  readonly timeline: readonly Interval[];
  readonly tester: TesterFigures;
  /** From the hub's own metrics, or why they tell nothing. */
  readonly hub: HubFigures | undefined;
  readonly hubAbsence: HubAbsence | undefined;
  readonly check: LedgerCheck;
}

export interface Environment {
  /** Such as `2 x AMD EPYC`. Of the tester; the hub may be elsewhere. */
  readonly machine: string;
  readonly platform: string;
  readonly node: string;
  readonly florin: string;
}

/** Counts of the measured part. */
export interface CommandFigures {
  readonly acknowledged: number;
  readonly acknowledgedPerSecond: number;
  /** Error code to count; those that were tried again are counted under `retries` alone. */
  readonly refused: Readonly<Record<string, number>>;
  /** Sent again under the same key, after a retryable refusal or a lost connection. */
  readonly retries: number;
  /** Without an answer at the end of the run. */
  readonly unanswered: number;
  /**
   * Of an open loop: whose moment came while every client had all its commands unanswered, and which were never
   * sent, because too many waited already or the run ended first.
   */
  readonly skipped: number;
  /** Of `mixed`: questions that were answered beside the commands, of which they are no part. */
  readonly reads: number;
}

/** What came of one kind of command or question in the measured part. */
export interface KindFigures {
  readonly kind: RequestKind;
  readonly answered: number;
  readonly refused: number;
  /** To its answer, but not of those that were refused. */
  readonly latency: Latency;
}

/** Milliseconds. */
export interface Latency {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Rising shares (0..1) with their latencies: enough points to draw the curve up to 0.9999. */
  readonly curve: readonly { readonly share: number; readonly ms: number }[];
}

export interface Interval {
  /** Seconds since the measured part began, at the interval's end. */
  readonly second: number;
  readonly acknowledged: number;
  /** Milliseconds; absent where the interval has none. */
  readonly acknowledgementP99: number | undefined;
  readonly watchingP99: number | undefined;
}

export interface TesterFigures {
  /** CPU seconds a second over all its threads: 1 is one core. */
  readonly cpu: number;
  /** The busiest thread's share of its time, 0..1: near 1, it is the tester that is measured. */
  readonly busiestThread: number;
  readonly clientConnections: number;
  readonly watcherConnections: number;
  /** Events that the watchers were sent: transactions, or accounts' states. */
  readonly eventsPerSecond: number;
  /** Times that a watcher read too slowly and was given a snapshot in place of events: legal, but not measured. */
  readonly lagged: number;
}

/** `restarted`: amid the measured part, so that its counters began anew. `silent`: it showed none at the end. */
export type HubAbsence = 'restarted' | 'silent' | 'none';

/** Differences of the hub's metrics over the measured part. */
export interface HubFigures {
  readonly version: string;
  /** Such as `sqlite, synchronous=FULL`. */
  readonly durability: string;
  readonly commits: number;
  /** Transactions and refusals, on average. Absent where nothing was committed. */
  readonly recordsPerCommit: number | undefined;
  /** The journal's write and fsync of a commit, milliseconds. Absent where nothing was committed. */
  readonly commitMs: { readonly mean: number; readonly p50: number; readonly p99: number } | undefined;
  /**
   * CPU microseconds a command: of the thread that decides, and of the whole process. Absent where the
   * hub's system does not tell, or too few commands were acknowledged.
   */
  readonly mainCpuMicros: number | undefined;
  readonly allCpuMicros: number | undefined;
  /** Bytes, at the end. */
  readonly residentBytes: number;
  /** Commits that the views were behind, at the end. */
  readonly viewsLagCommits: number;
  /** Commands that it turned away as too many a second, whoever sent them; most were sent again. */
  readonly rateLimited: number;
}

/** What was found in the ledger after the run. Green where `problems` is empty. */
export interface LedgerCheck {
  /** `unanswered`: the hub did not answer, so that nobody knows; `interrupted`: nobody waited for the end. */
  readonly state: 'right' | 'wrong' | 'unanswered' | 'interrupted';
  /** Sentences, the most telling first; at most 20. */
  readonly problems: readonly string[];
  /** Commands of this run that were found in the ledger, each once. */
  readonly found: number;
  /** Transactions in the ledger that are of this run. */
  readonly transactions: number;
  readonly accounts: number;
  readonly watchers: number;
  /** Of the commands that were refused or unanswered, how many the hub was asked about once more. */
  readonly askedAgain: { readonly asked: number; readonly of: number };
  readonly seconds: number;
}
