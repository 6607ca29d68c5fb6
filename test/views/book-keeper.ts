import type { CommitBody, Head, Journal } from '../../server/journal/journal.ts';
import { apply } from '../../server/ledger/apply.ts';
import { decide, hubPrincipal } from '../../server/ledger/decide.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { Command } from '../../shared/commands.ts';

type Fields<C> = C extends Command ? Omit<C, 'id'> : never;
/** A command as a test writes it: its correlation id does not matter. */
export type Asked = Fields<Command>;

/** Decides commands as the hub does and gathers their records, so that a journal in a test is a real one. */
export class BookKeeper {
  readonly state: State = emptyState();
  #records: string[] = [];
  #count = 0;
  #firstSeq = 1;
  #atMs = 0;

  /** Decides a command and returns its record. */
  decide(command: Asked, { by = hubPrincipal, nowMs = 0 } = {}): string {
    const decision = decide(this.state, { id: 0, ...command }, by, nowMs);
    const record = recordOf(decision);
    if (decision.kind !== 'refusal') {
      apply(this.state, decision);
      this.#count += 1;
    }
    this.#atMs = Math.max(this.#atMs, decision.atMs);
    this.#records.push(record);
    return record;
  }

  /** What was decided since the last body, as the body of a commit. */
  body(): CommitBody {
    const body = {
      firstSeq: this.#firstSeq,
      count: this.#count,
      atMs: this.#atMs,
      records: this.#records.join('\n'),
    };
    this.#records = [];
    this.#count = 0;
    this.#firstSeq = this.state.seq + 1;
    return body;
  }

  /** Commits what was decided since the last commit. */
  commit(journal: Journal): Promise<Head> {
    return journal.append(this.body(), journal.head);
  }
}
