import type { Command } from '../shared/commands.ts';
import { type Asker, CommitBatch, DecidedCommand, type Waiting } from './commit-batch.ts';
import { Expiry } from './expiry.ts';
import type { CommitBody, Head, Journal } from './journal/journal.ts';
import { JournalError } from './journal-error.ts';
import { apply } from './ledger/apply.ts';
import { decide } from './ledger/decide.ts';
import { decideTogether } from './ledger/decide-together.ts';
import type { KeyMemory } from './ledger/key-memory.ts';
import { recordOf } from './ledger/record.ts';
import type { State } from './ledger/state.ts';
import type { Decision, Transaction } from './ledger/transaction.ts';
import { limits } from './limits.ts';

/**
 * The way of a command: decide in memory, gather, commit, release. One writer decides in order of arrival;
 * whatever leaves the hub waits here until all that it speaks of is durable, in that same order.
 */
export class Pipeline {
  #memory: Memory;
  readonly #journal: Journal;
  readonly #events: PipelineEvents;
  readonly #now: () => number;
  readonly #undurableMax: number;

  /** Decided and not yet sent to the journal; the last one is filling. */
  #batches: CommitBatch[] = [];
  #isCommitting = false;
  #scheduled = false;
  #undurable = 0;
  #undurableChars = 0;
  #lastMs: number;
  #draining = false;
  #reloading = false;
  #drained = false;
  readonly #committed = (tx: Transaction, record: string): void => this.#events.committed(tx, record);
  readonly #expiry: Expiry;

  /** `undurableMax`: commands decided and not yet durable, above which new ones are `busy`. */
  constructor(
    memory: Memory,
    journal: Journal,
    events: PipelineEvents,
    now: () => number,
    undurableMax: number = limits.undurableCommands,
  ) {
    this.#memory = memory;
    this.#journal = journal;
    this.#events = events;
    this.#now = now;
    this.#undurableMax = undurableMax;
    this.#lastMs = memory.state.atMs;
    this.#expiry = new Expiry({
      now,
      state: () => this.state,
      keep: (decision) => {
        this.#keep(decision, undefined, this.#filling());
        return this.#fillingNumber();
      },
    });
    this.expireDue();
  }

  /**
   * The state with all that was decided, durable or not: whoever tells of it does so through
   * {@link afterCommit}. `undefined` while it is read anew after a refused commit, and once it is drained: then holds
   * end no more when their time has come.
   */
  get state(): State | undefined {
    return this.#reloading || this.#drained ? undefined : this.#memory.state;
  }

  get keys(): KeyMemory {
    return this.#memory.keys;
  }

  /** Where the durable part ends. */
  get durable(): Head {
    return this.#journal.head;
  }

  /** Commands decided and not yet durable. */
  get undurable(): number {
    return this.#undurable;
  }

  now(): number {
    return this.#now();
  }

  /**
   * Decides a command whose key is known to be unused, and tells `asker` once the decision is durable. A
   * refusal that is not to be remembered under its key is told in the same order, without a record.
   */
  submit(command: Command, by: string, asker: Asker): void {
    const away = this.#turnsAway([command]);
    if (away !== undefined) {
      this.#turnAway([command], asker, away);
      return;
    }
    const { state } = this.#memory;
    const decision = decide(state, command, by, this.#now());
    if (decision.kind !== 'refusal') apply(state, decision);
    this.#keep(decision, asker, this.#filling());
  }

  /** Decides commands as {@link submit} does, so that all of them are applied or none, in one commit. */
  submitTogether(commands: readonly Command[], by: string, asker: Asker): void {
    const away = this.#turnsAway(commands);
    if (away !== undefined) {
      this.#turnAway(commands, asker, away);
      return;
    }
    const decisions = decideTogether(this.#memory.state, commands, by, this.#now());
    const batch = this.#filling(commands.length);
    for (const decision of decisions) this.#keep(decision, asker, batch);
  }

  /** Ends the holds whose time has come. Whoever reads the state or decides on it does this first. */
  expireDue(): void {
    this.#expiry.endDue();
  }

  /** Whether a hold has expired whose end is not durable yet: until it is, the views show the money as held. */
  get isExpiring(): boolean {
    return this.#expiry.newestCommit > this.#journal.head.number;
  }

  /** Lets something out once all that has been decided so far is durable, after all that was asked before it. */
  afterCommit(waiting: Waiting): void {
    this.#filling().waiting.push(waiting);
    this.#schedule();
  }

  /** Resolves once all that has been decided so far is durable; rejects where it never will be. */
  allDurable(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.afterCommit({
        release: resolve,
        discard: () => reject(new Error('the commit that would have told was refused')),
      });
    });
  }

  /** Refuses new commands as `unavailable` from now on, and resolves when all that was decided is released. */
  async drain(): Promise<void> {
    this.#draining = true;
    await this.#settled();
    this.#drained = true;
    this.#expiry.stop();
    await this.#settled();
  }

  /** Resolves when all that was decided so far is released or discarded, whatever is asked meanwhile. */
  #settled(): Promise<void> {
    return new Promise((resolve) => this.afterCommit({ release: resolve, discard: resolve }));
  }

  #turnAway(commands: readonly Command[], asker: Asker, why: 'busy' | 'unavailable'): void {
    const turnAway = (): void => {
      for (const command of commands) asker.turnedAway(command, why);
    };
    this.afterCommit({ release: turnAway, discard: turnAway });
  }

  /** Why commands cannot be decided now; `undefined` where they can: no hold is in their way whose time has come. */
  #turnsAway(commands: readonly Command[]): 'busy' | 'unavailable' | undefined {
    if (this.#draining || this.#reloading) return 'unavailable';
    const isFull = this.#undurable >= this.#undurableMax || this.#undurableChars >= limits.undurableChars;
    if (isFull || this.#events.isBehind()) return 'busy';
    // Where money counts as held that is not, a refusal would stay under its key.
    return this.#expiry.endDueBefore(commands) ? undefined : 'busy';
  }

  /** The batch that takes what is decided now, with room for so many records. */
  #filling(room = 1): CommitBatch {
    const last = this.#batches.at(-1);
    if (
      last !== undefined &&
      last.records.length + room <= limits.commitRecords &&
      last.chars < limits.commitChars
    ) {
      return last;
    }
    const batch = new CommitBatch();
    this.#batches.push(batch);
    return batch;
  }

  /** Gives what was decided to a batch, or only to its asker where it is not to be remembered. */
  #keep(decision: Decision, asker: Asker | undefined, batch: CommitBatch): void {
    const { by, atMs, command } = decision;
    if (decision.kind === 'refusal' && !decision.isKept) {
      this.afterCommit({
        release: () => asker?.decided(decision, ''),
        discard: () => asker?.turnedAway(command, 'unavailable'),
      });
      return;
    }
    const record = recordOf(decision);
    this.#memory.keys.remember(by, command.key, atMs, this.#fillingNumber());
    this.#lastMs = Math.max(this.#lastMs, atMs);
    batch.add(decision, record, new DecidedCommand(decision, record, asker, this.#committed));
    this.#undurable += 1;
    this.#undurableChars += record.length;
    if (decision.kind === 'hold') this.#expiry.aimAt(decision.hold.expiresMs);
    this.#schedule();
  }

  /** The number that the commit of the filling batch will have. */
  #fillingNumber(): number {
    return this.#journal.head.number + (this.#isCommitting ? 1 : 0) + this.#batches.length;
  }

  /** A lone command commits at the end of this turn of the event loop; the next batch when this one is durable. */
  #schedule(): void {
    if (this.#scheduled || this.#isCommitting) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit();
    });
  }

  #commit(): void {
    if (this.#isCommitting) return;
    const batch = this.#batches.shift();
    if (batch === undefined || batch.waiting.length === 0) return;
    if (batch.records.length === 0) {
      this.#release(batch);
      // In another turn: what a release asks for anew must not keep this one from ending.
      this.#schedule();
      return;
    }
    this.#append(batch);
  }

  #append(batch: CommitBatch): void {
    this.#isCommitting = true;
    const { head } = this.#journal;
    const body = {
      firstSeq: head.seq + 1,
      count: batch.count,
      atMs: this.#lastMs,
      records: batch.records.join('\n'),
    };
    this.#journal.append(body, head).then(
      () => this.#appended(batch, body),
      (error: unknown) => this.#failed(batch, error),
    );
  }

  /** The next commit goes on its way before this one is released, so that the disk is busy meanwhile. */
  #appended(batch: CommitBatch, body: CommitBody): void {
    this.#isCommitting = false;
    const [next] = this.#batches;
    if (next !== undefined && next.records.length > 0) {
      this.#batches.shift();
      this.#append(next);
    }
    this.#events.durable(body);
    this.#release(batch);
    if (!this.#isCommitting) this.#commit();
  }

  #release(batch: CommitBatch): void {
    this.#undurable -= batch.records.length;
    this.#undurableChars -= batch.chars;
    for (const waiting of batch.waiting) waiting.release();
    this.#events.released(this.#journal.head, batch);
  }

  /**
   * After a clean refusal nothing of the commit may be seen, nor anything decided upon it. After anything
   * else nobody can tell what is durable, so nobody is told anything: clients ask again under their keys.
   */
  #failed(batch: CommitBatch, error: unknown): void {
    if (!(error instanceof JournalError) || error.failure !== 'refused') {
      this.#events.broken(error);
      return;
    }
    const discarded = [batch, ...this.#batches];
    this.#batches = [];
    this.#isCommitting = false;
    this.#undurable = 0;
    this.#undurableChars = 0;
    this.#expiry.discarded();
    this.#reloading = true;
    for (const { waiting } of discarded) for (const each of waiting) each.discard();
    this.#events.discarded();
    this.#events.reload(error).then(
      (memory) => {
        this.#memory = memory;
        this.#reloading = false;
        this.expireDue();
        this.#commit();
      },
      (failure: unknown) => {
        // A hub that stops has nothing left to decide on, and closes what it would read from.
        if (!this.#draining) this.#events.broken(failure);
      },
    );
  }
}

/** What deciding needs: rebuilt from the journal as a whole when a commit fails. */
export interface Memory {
  readonly state: State;
  readonly keys: KeyMemory;
}

export interface PipelineEvents {
  /** Whether the read model lags so far behind that no more may be decided for now. */
  isBehind(): boolean;
  /** A commit is durable; all that it releases follows. */
  durable(body: CommitBody): void;
  /** A transaction is durable; its sender has been told. Called in seq order. */
  committed(tx: Transaction, record: string): void;
  /** Everything of a commit has been handed out: time to write it to the sockets. */
  released(head: Head, batch: ReleasedBatch): void;
  /** Everything undurable has been refused: time to write that to the sockets. */
  discarded(): void;
  /** The journal refused a commit cleanly: resolves, when it may be tried again, with the state that it holds. */
  reload(error: JournalError): Promise<Memory>;
  /** Nobody can tell what is durable: the process has to stop. */
  broken(error: unknown): void;
}

export type ReleasedBatch = Pick<CommitBatch, 'records' | 'beganMs'>;
