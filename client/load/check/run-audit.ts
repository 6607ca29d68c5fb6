import type { Transaction } from '../../../shared/transaction.ts';
import { parseCommandKey } from '../command-key.ts';
import { slotOf } from '../mixed/script.ts';
import type { OutcomeLog } from '../outcome-log.ts';
import { atomicProblems } from './atomic-batches.ts';
import { Bitmap } from './bitmap.ts';
import { describe, isAsMeant, type Meaning, Meanings, meaningWords, type RunRecord } from './meanings.ts';
import type { Problems } from './problems.ts';
import { type RefusalFacts, unexplained } from './refusals.ts';
import { Reversals } from './reversals.ts';
import { Strangers } from './strangers.ts';

/**
 * Holds the transactions of the accounts' histories against the commands of a run, in any order: each
 * transaction comes once from the account that gives (or that its only leg is of) and once from the one that takes. It
 * remembers three bits a command, and what was reversed.
 */
export class RunAudit {
  readonly #record: RunRecord;
  readonly #problems: Problems;
  readonly #meanings: Meanings;
  readonly #reversals: Reversals;
  readonly #given: readonly Bitmap[];
  readonly #taken: readonly Bitmap[];
  /** Holds that something has settled. */
  readonly #settled: readonly Bitmap[];
  /** Accounts that are frozen, or were at some time. */
  readonly #frozen = new Set<string>();
  readonly strangers = new Strangers();
  #own = 0;

  /** `scale`: the ledger's. */
  constructor(record: RunRecord, scale: number, problems: Problems) {
    this.#record = record;
    this.#problems = problems;
    this.#meanings = new Meanings(record);
    this.#reversals = new Reversals(scale);
    this.#settled = record.logs.map(({ size }) => new Bitmap(size));
    this.#given = record.logs.map(({ size }) => new Bitmap(size));
    this.#taken = record.logs.map(({ size }) => new Bitmap(size));
  }

  /** Commands of this run that were found, each once. */
  get found(): number {
    return this.#given.reduce((sum, { count }) => sum + count, 0);
  }

  /** Transactions of this run; more than were found where some are there twice. */
  get transactions(): number {
    return this.#own;
  }

  isFound(thread: number, n: number): boolean {
    return this.#given[thread]?.has(n) ?? false;
  }

  /** Something has settled the hold with this key. */
  settled(key: string): void {
    const name = parseCommandKey(key);
    if (name?.run === this.#record.run) this.#settled[name.thread]?.add(name.n);
  }

  /** An account is frozen, or was at some time. */
  wasFrozen(account: string): void {
    this.#frozen.add(account);
  }

  /** A transaction from the history of `account`. */
  saw(tx: Transaction, account: string): void {
    // Nobody asks for one: the account's holds tell whether it had to come.
    if (tx.kind === 'expire' && tx.by === hubPrincipal) return;
    const isGiver = tx.legs[0]?.account === account;
    if (isGiver && tx.kind === 'reverse') this.#reversals.saw(tx);
    const name = parseCommandKey(tx.key);
    if (name?.run !== this.#record.run) {
      if (isGiver) this.strangers.add(name?.run, tx);
      return;
    }
    if (isGiver) this.#own += 1;
    const { unixMs, thread, n } = name;
    const seen = (isGiver ? this.#given : this.#taken)[thread];
    const log = this.#record.logs[thread];
    const logged = log?.at(n) ?? { kind: 'never' };
    if (log === undefined || seen === undefined || logged.kind === 'never') {
      this.#problem(`${told(tx)}, under the key of a command that was never sent.`);
    } else if (unixMs !== log.keyMs(n)) {
      this.#problem(`${told(tx)}, under a key that differs from its command's in time.`);
    } else if (!seen.add(n)) {
      this.#problem(`${told(tx)}, and its key has another transaction too: the command was done twice.`);
    } else if (logged.kind === 'refused') {
      this.#problem(`${told(tx)}, but the hub refused that command (${logged.code}).`);
    } else if (logged.kind === 'committed' && logged.seq !== tx.seq) {
      this.#problem(`${told(tx)}, but it was acknowledged as seq ${logged.seq}.`);
    } else {
      const difference = this.#difference(this.#meanings.of(thread, n), tx);
      if (difference !== undefined) this.#problem(`${told(tx)}, but ${difference}.`);
      if (tx.kind === 'reverse') this.#knowsReversed(thread, n);
    }
  }

  /** All histories are read: nothing that was acknowledged may be missing from them, nor what would explain a refusal. */
  end(): void {
    const { logs, workload } = this.#record;
    const facts: RefusalFacts = {
      workload,
      meanings: this.#meanings,
      reversals: this.#reversals,
      isSettled: (thread, n) => this.#settled[thread]?.has(n) ?? false,
      wasFrozen: (account) => this.#frozen.has(account),
    };
    for (const [thread, log] of logs.entries()) this.#endThread(thread, log, facts);
    for (const sentence of this.#reversals.problems()) this.#problem(sentence);
  }

  #endThread(thread: number, log: OutcomeLog, facts: RefusalFacts): void {
    const given = this.#given[thread];
    const taken = this.#taken[thread];
    for (let n = 0; n < log.size; n += 1) {
      const isGiven = given?.has(n) ?? false;
      const isTaken = taken?.has(n) ?? false;
      if (isGiven && isTaken) continue;
      const logged = log.at(n);
      if (logged.kind === 'never') continue;
      const meaning = this.#meanings.of(thread, n);
      const [from = '', to] = meaning.accounts;
      const what = `Key ${this.#meanings.key(thread, n)}, ${meaningWords(meaning)}`;
      if (isGiven !== isTaken) {
        if (to === undefined) continue;
        const [there, missing] = isGiven ? [from, to] : [to, from];
        this.#problem(`${what}, is in the history of ${there} but not in that of ${missing}.`);
      } else if (logged.kind === 'committed') {
        this.#problem(`${what}, was acknowledged as seq ${logged.seq}, but is not in the ledger.`);
      } else if (logged.kind === 'refused') {
        const why = unexplained(logged.code, thread, n, facts);
        if (why !== undefined) this.#problem(`${what}, was refused (${logged.code}), ${why}.`);
        if (logged.code === 'batch_failed' && !this.#isInAtomicBatch(n))
          this.#problem(`${what}, was refused (batch_failed), but is of no atomic batch.`);
      }
    }
    if (!this.#record.workload.hasScript) return;
    for (const { n, sentence } of atomicProblems(log, (member) => given?.has(member) ?? false))
      this.#problem(`Key ${this.#meanings.key(thread, n)} ${sentence}.`);
  }

  #isInAtomicBatch(n: number): boolean {
    return this.#record.workload.hasScript && slotOf(n).slot.together?.isAtomic === true;
  }

  /** Of a reversal of the run's own: how much what it undoes had moved. */
  #knowsReversed(thread: number, n: number): void {
    const { workload } = this.#record;
    const command = workload.command(thread, n);
    const seq = this.#meanings.of(thread, n).fields.reverses;
    if (command.kind !== 'reverse' || seq === undefined) return;
    this.#reversals.knows(seq, workload.amountOf(thread, command.of));
  }

  /** What a transaction has that its command had not. */
  #difference(meaning: Meaning, tx: Transaction): string | undefined {
    if (!isAsMeant(tx, meaning)) return `the command was ${meaningWords(meaning)}`;
    if (tx.ledger !== this.#record.ledger) return `in ledger ${tx.ledger}`;
    const { amount = '', legs } = tx;
    const [giver, taker] = legs;
    if (taker === undefined) {
      if (giver !== undefined && Number(giver.delta) !== 0) return `it moved ${giver.delta}`;
    } else if (giver?.delta !== `-${amount}` || taker.delta !== amount) {
      return `it moved ${giver?.delta} and ${taker.delta}`;
    }
    if (tx.memo !== undefined || tx.deadline !== undefined || tx.expect !== undefined) {
      return 'with a memo, deadline or condition that the command had not';
    }
    return undefined;
  }

  #problem(sentence: string): void {
    this.#problems.add('command', sentence);
  }
}

/** Who ends holds that expire (R38). */
const hubPrincipal = '@hub';

function told(tx: Transaction): string {
  return `Seq ${tx.seq} (key ${tx.key}) is ${describe(tx)}`;
}
