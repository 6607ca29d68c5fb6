import type { Commit } from '../../../server/journal/journal.ts';
import { type ParsedRecord, parseRecord } from '../../../server/ledger/record.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import type { Problems } from './problems.ts';

/** What is durable at this moment, whoever knows of it. */
export class Durable {
  readonly commits: JournalCommit[] = [];
  readonly #problems: Problems;
  /** Of transactions, by seq less one. */
  readonly #records: string[] = [];
  readonly #decided = new Map<string, ParsedRecord>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** Seq of the newest transaction. */
  get seq(): number {
    return this.#records.length;
  }

  /** The text of a transaction. */
  record(seq: number): string | undefined {
    return this.#records[seq - 1];
  }

  decided(key: string): ParsedRecord | undefined {
    return this.#decided.get(key);
  }

  /** The next commit has become durable. */
  add({ number, records: texts }: Pick<Commit, 'number' | 'records'>): void {
    const records = texts.split('\n').map((text) => {
      const parsed = parseRecord(text);
      if (!parsed.refused) this.#records.push(text);
      const { key } = parsed.refused ? parsed.refusal.command : parsed.tx;
      if (this.#decided.has(key)) this.#problems.add(`the key ${key} was decided twice`);
      this.#decided.set(key, parsed);
      return parsed;
    });
    this.commits.push({ number, records });
  }

  /** Holds that were to end by themselves before a time, Unix milliseconds, and have not. */
  overdue(beforeMs: number): readonly number[] {
    const txs = this.commits.flatMap(({ records }) =>
      records.flatMap((each) => (each.refused ? [] : [each.tx])),
    );
    const settled = new Set(txs.map(({ hold }) => hold));
    return txs.flatMap(({ seq, expires }) =>
      expires !== undefined && Date.parse(expires) < beforeMs && !settled.has(seq) ? [seq] : [],
    );
  }
}
