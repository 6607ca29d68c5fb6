import type { JournalCommit } from '../../support/journal-records.ts';
import { checkWatches } from '../checker/check-watches.ts';
import { DecidedIndex } from '../checker/decided.ts';
import type { Violation, WatchSeen } from '../checker/history.ts';
import { Replay } from '../checker/replay.ts';
import type { Resumption, Texts } from './resumption.ts';

/** What came of many resumptions. */
export interface Counts {
  watches: number;
  /** Told that they go on. */
  recovered: number;
  /** Told to begin anew. */
  snapshots: number;
  /** Begun anew on the way, as their reader was slow. */
  lagged: number;
  /** Refused, as what they go on from is no seq or no epoch. */
  refused: number;
  events: number;
}

export function noCounts(): Counts {
  return { watches: 0, recovered: 0, snapshots: 0, lagged: 0, refused: 0, events: 0 };
}

/** What a hub has at the moment, read over HTTP: its transactions as texts that everyone is told. */
export class Truth {
  readonly commits: readonly JournalCommit[];
  readonly #index: DecidedIndex;
  readonly #replay: Replay;

  private constructor(commits: readonly JournalCommit[]) {
    this.commits = commits;
    this.#index = new DecidedIndex(commits);
    this.#replay = new Replay(commits, new Map());
  }

  static async read(pageUrl: string, texts: Texts): Promise<Truth> {
    const response = await fetch(`${pageUrl}v1/transactions`, {
      headers: { accept: 'application/x-ndjson' },
    });
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return new Truth(
      lines.map((line, nth) => ({ number: nth + 1, records: [{ refused: false, tx: texts.tx(line) }] })),
    );
  }

  get head(): number {
    return this.#index.seq;
  }

  /** Whether each watch was told the gapless rest, or of a snapshot, as it is; and the history itself. */
  judge(watches: readonly WatchSeen[]): Violation[] {
    return [
      ...this.#index.violations,
      ...this.#replay.violations,
      ...checkWatches(watches, this.#index, this.#replay),
    ];
  }
}

/** What a hub promises of those that come back. */
export interface Promised {
  readonly epoch: string;
  /** Newest seq before they came, where nothing was going on; `undefined` where something was. */
  readonly head: number | undefined;
  /** Transactions that are kept for them at least. */
  readonly kept: number;
}

/** Whether each was told to go on where it could be, and only there (R86). */
export function judgeBeginnings(
  watches: readonly Resumption[],
  { epoch, head, kept }: Promised,
  newest: number,
): Violation[] {
  const wrong = (what: string, { name, since }: Resumption): Violation => ({
    invariant: 'I4',
    what: `${name}: ${what}`,
    seq: since?.seq,
  });
  return watches.flatMap((watch) => {
    const { since, isRecovered, refusal, told } = watch;
    if (since === undefined) return isRecovered === true ? [wrong('goes on from nothing', watch)] : [];
    if (refusal !== undefined) {
      const isValid = Number.isSafeInteger(since.seq) && since.seq >= 0 && isEpoch(since.epoch);
      return isValid || refusal !== 'bad_request' ? [wrong(`was refused as ${refusal}`, watch)] : [];
    }
    const [first] = told;
    const isOther = since.epoch !== epoch || (head !== undefined && since.seq > head);
    if (isRecovered === true) {
      if (isOther) return [wrong('goes on from a history that is not the hub’s', watch)];
      const isThere = first?.t === 'resumed' && first.seq === since.seq;
      return isThere ? [] : [wrong('goes on from another seq', watch)];
    }
    if (!isOther && since.seq >= newest - kept && since.seq <= (head ?? 0))
      return [wrong('begins anew, though what it missed is kept', watch)];
    return first?.t === 'snapshot' ? [] : [wrong('is told neither to go on nor of a snapshot', watch)];
  });
}

function isEpoch(epoch: string): boolean {
  return epoch.length >= 1 && epoch.length <= 64;
}

/** Adds to the counts what these were told. */
export function count(counts: Counts, watches: readonly Resumption[]): void {
  for (const { isRecovered, refusal, told } of watches) {
    counts.watches += 1;
    if (refusal !== undefined) counts.refused += 1;
    else if (isRecovered === true) counts.recovered += 1;
    else counts.snapshots += 1;
    counts.lagged += told.filter(({ t }) => t === 'lagged').length;
    counts.events += told.filter(({ t }) => t === 'tx' || t === 'states').length;
  }
}
