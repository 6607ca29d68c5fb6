import type { CommitBody, Head, Journal } from '../../server/journal/journal.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { Decision } from '../../server/ledger/transaction.ts';
import { command, submit } from '../ledger/bank.ts';
import { KnownPast } from '../ledger/known-past.ts';

/** Decides commands and gathers the records as the hub does, so that a test's journal is a real one. */
export class BookKeeper {
  readonly state: State = emptyState();
  /** All records, committed or not. */
  readonly records: string[] = [];
  readonly #past = new KnownPast();
  #uncommitted: string[] = [];
  #seq = 0;
  #committedSeq = 0;
  #atMs = 0;
  #asked = 0;

  /** Decides a command of these fields and returns its record. Without a key it gets one of its own. */
  ask(fields: Readonly<Record<string, unknown>>, by?: string, nowMs?: number): string {
    this.#asked += 1;
    const asked = { key: `key-${this.#asked}`, ...fields };
    this.#past.teach(this.state, command(asked));
    return this.note(submit(this.state, asked, by, nowMs));
  }

  /** Takes a decision that was made elsewhere. */
  note(decision: Decision): string {
    const record = recordOf(decision);
    this.#past.note(decision);
    this.records.push(record);
    this.#uncommitted.push(record);
    if (decision.kind !== 'refusal') this.#seq = decision.seq;
    this.#atMs = Math.max(this.#atMs, decision.atMs);
    return record;
  }

  /** What came since the last commit, as the body of the next. */
  body(): CommitBody {
    const [firstSeq, count] = [this.#committedSeq + 1, this.#seq - this.#committedSeq];
    const body = { firstSeq, count, atMs: this.#atMs, records: this.#uncommitted.join('\n') };
    this.#uncommitted = [];
    this.#committedSeq = this.#seq;
    return body;
  }

  commit(journal: Journal): Promise<Head> {
    return journal.append(this.body(), journal.head);
  }
}
