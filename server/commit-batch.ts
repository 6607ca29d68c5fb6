import type { AnyCommand, Decision, Transaction } from './ledger/transaction.ts';

/** Something that waits for a commit: exactly one of the two is called, in order. */
export interface Waiting {
  release(): void;
  /** The commit failed: what this would have told of never was. */
  discard(): void;
}

/** Whoever sent a command; told exactly once what came of it. */
export interface Asker {
  /** Durable, but for a refusal that is not to be remembered, whose record is empty. */
  decided(decision: Decision, record: string): void;
  /** Nothing was done, and nothing is remembered. */
  turnedAway(command: AnyCommand, code: 'busy' | 'unavailable'): void;
}

/** What was decided since the last batch went to the journal, and who waits for it. */
export class CommitBatch {
  /** When the first of it came, on the clock of `performance.now()`. */
  readonly beganMs = performance.now();
  /** What is to be committed; none where the batch only waits for the commit before. */
  readonly records: string[] = [];
  readonly waiting: Waiting[] = [];
  /** How many of the records are transactions. */
  count = 0;
  /** Characters of the records. */
  chars = 0;

  /** Adds a decision that takes a record, with who is to hear of it. */
  add(decision: Decision, record: string, waiting: Waiting): void {
    this.records.push(record);
    this.chars += record.length;
    if (decision.kind !== 'refusal') this.count += 1;
    this.waiting.push(waiting);
  }
}

/** A decision whose record is in a batch. */
export class DecidedCommand implements Waiting {
  readonly #decision: Decision;
  readonly #record: string;
  readonly #asker: Asker | undefined;
  readonly #committed: (tx: Transaction, record: string) => void;

  /** There is no asker for what the hub does by itself. `committed` hears of a transaction after its asker. */
  constructor(
    decision: Decision,
    record: string,
    asker: Asker | undefined,
    committed: (tx: Transaction, record: string) => void,
  ) {
    this.#decision = decision;
    this.#record = record;
    this.#asker = asker;
    this.#committed = committed;
  }

  release(): void {
    this.#asker?.decided(this.#decision, this.#record);
    if (this.#decision.kind !== 'refusal') this.#committed(this.#decision, this.#record);
  }

  discard(): void {
    this.#asker?.turnedAway(this.#decision.command, 'unavailable');
  }
}
