import type { ParsedRecord } from '../../../server/ledger/record.ts';
import { type Command, CommandSchema } from '../../../shared/commands.ts';
import { hubPrincipal } from '../../../shared/ids.ts';
import type { AccountState, Transaction } from '../../../shared/transaction.ts';
import { Reference } from '../../model/reference.ts';
import { transactionLine } from '../../model/transaction-line.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import { commandOfTransaction } from './asked-for.ts';
import { scopeOfRecord, touchedBy } from './decided.ts';
import { firstAbove } from './first-above.ts';
import type { Violation } from './history.ts';

/**
 * A journal decided anew by the reference: whether each record is what the rules give, and what each account was
 * behind each seq. It stops at the first record that is not, for nothing that follows can be told then.
 */
export class Replay {
  readonly violations: Violation[] = [];
  readonly reference = new Reference();
  readonly #states = new Map<string, { readonly seqs: number[]; readonly states: AccountState[] }>();
  /** Keys of atomic batches, by the scope of each. */
  readonly #together: ReadonlyMap<string, readonly string[]>;
  /** Whether the hub's clock was ever set back: a record then may tell a later time than it was decided at. */
  readonly #isClockSetBack: boolean;
  #isOver = false;

  constructor(
    commits: readonly JournalCommit[],
    together: ReadonlyMap<string, readonly string[]>,
    isClockSetBack = false,
  ) {
    this.#together = together;
    this.#isClockSetBack = isClockSetBack;
    for (const { number, records } of commits) {
      // Of a batch that nobody told of, its first refusal looks as if it had been decided on its own.
      const isUntold = records.some(
        (each) => codeOf(each) === 'batch_failed' && this.#batchOf(each) === undefined,
      );
      for (let at = 0; at < records.length && !this.#isOver; )
        at += this.#enter(records, at, number, isUntold);
    }
  }

  /** The newest seq that the reference agrees with. */
  get seq(): number {
    return this.reference.seq;
  }

  /** An account as it was behind a seq; `undefined` where it was not open. */
  stateAt(account: string, seq: number): AccountState | undefined {
    const known = this.#states.get(account);
    return known?.states[firstAbove(known.seqs, seq) - 1];
  }

  /** Takes the record at this place, or the batch that begins there; returns how many that are. */
  #enter(records: readonly ParsedRecord[], at: number, commit: number, isUntold: boolean): number {
    const record = records[at];
    if (record === undefined) return 1;
    const batch = this.#batchOf(record);
    if (batch !== undefined) return this.#enterBatch(records.slice(at, at + batch.length), batch, commit);
    if (record.refused) {
      if (isUntold) return 1;
      const command = this.#commandOf(record);
      if (command === undefined) return this.#misfit(record, 'it is no command');
      const { refused, at: time } = record.refusal;
      this.#compare(record, this.reference.decide(command, this.#nowMs(time, [command])), refused.code);
      return 1;
    }
    const { tx } = record;
    this.#compare(record, this.#decide(tx), transactionLine(tx));
    this.#learn(tx);
    return 1;
  }

  #enterBatch(records: readonly ParsedRecord[], keys: readonly string[], commit: number): number {
    const [first] = records;
    if (first === undefined) return 1;
    if (records.length !== keys.length || records.some((record, nth) => keyOf(record) !== keys[nth])) {
      this.#violate(first, 'I3', `commit ${commit} holds a part of an atomic batch`);
      return keys.length;
    }
    if (records.some((record) => record.refused !== first.refused)) {
      this.#violate(first, 'I3', `commit ${commit} does an atomic batch in part`);
      return keys.length;
    }
    const commands = records.flatMap((record) => this.#commandOf(record) ?? []);
    if (commands.length < records.length) return this.#misfit(first, 'it is no command');
    const lines = this.reference.decideTogether(commands, this.#nowMs(timeOf(first), commands), (nth) => {
      const record = records[nth];
      if (record?.refused === false) this.#learn(record.tx);
    });
    for (const [nth, record] of records.entries()) {
      const line = record.refused ? record.refusal.refused.code : transactionLine(record.tx);
      this.#compare(record, lines[nth] ?? '', line);
    }
    return keys.length;
  }

  #decide(tx: Transaction): string {
    if (tx.kind === 'expire') return this.reference.end(tx.hold ?? 0, Date.parse(tx.at));
    const command = commandOfTransaction(tx);
    return command === undefined
      ? 'it is no command'
      : this.reference.decide(command, this.#nowMs(tx.at, [command]), tx.by === hubPrincipal);
  }

  /** When the hub decided: at the time of the record, or in time for all that it let pass (R35). */
  #nowMs(at: string, commands: readonly Command[]): number {
    if (!this.#isClockSetBack) return Date.parse(at);
    const times = commands.flatMap((command) => [
      command.deadline === undefined ? [] : Date.parse(command.deadline),
      command.t !== 'hold' || command.expires === undefined ? [] : Date.parse(command.expires) - 1,
    ]);
    return Math.min(Date.parse(at), ...times.flat());
  }

  #commandOf(record: ParsedRecord): Command | undefined {
    return record.refused
      ? CommandSchema.safeParse({ id: 0, ...record.refusal.command }).data
      : commandOfTransaction(record.tx);
  }

  #batchOf(record: ParsedRecord): readonly string[] | undefined {
    return this.#together.get(scopeOfRecord(record));
  }

  #learn(tx: Transaction): void {
    if (this.#isOver) return;
    const touched = tx.kind === 'ledger' ? [`@world:${tx.ledger}`] : touchedBy(tx);
    for (const account of touched) {
      const state = this.reference.stateOf(account);
      if (state === undefined) continue;
      const known = this.#states.get(account);
      if (known === undefined) this.#states.set(account, { seqs: [tx.seq], states: [state] });
      else {
        known.seqs.push(tx.seq);
        known.states.push(state);
      }
    }
  }

  #compare(record: ParsedRecord, wanted: string, found: string): void {
    if (wanted !== found) this.#misfit(record, `the rules give ${wanted}, it says ${found}`);
  }

  #misfit(record: ParsedRecord, why: string): 1 {
    this.#violate(record, 'I1', `the journal is not what the rules give: ${why}`);
    return 1;
  }

  #violate(record: ParsedRecord, invariant: 'I1' | 'I3', what: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.violations.push({
      invariant,
      what,
      key: keyOf(record),
      seq: record.refused ? undefined : record.tx.seq,
    });
  }
}

function keyOf(record: ParsedRecord): string {
  return record.refused ? record.refusal.command.key : record.tx.key;
}

function timeOf(record: ParsedRecord): string {
  return record.refused ? record.refusal.at : record.tx.at;
}

function codeOf(record: ParsedRecord): string | undefined {
  return record.refused ? record.refusal.refused.code : undefined;
}
