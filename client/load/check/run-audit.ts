import { worldOf } from '../../../shared/ids.ts';
import { canonicalMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { commandKey, parseCommandKey } from '../command-key.ts';
import type { OutcomeLog } from '../outcome-log.ts';
import { accountName, type LoadCommand, type Workload } from '../workload.ts';
import { Bitmap } from './bitmap.ts';
import type { Problems } from './problems.ts';
import { Strangers } from './strangers.ts';

/** What a run did, to be held against the ledger. */
export interface RunRecord {
  readonly ledger: string;
  readonly run: string;
  readonly workload: Workload;
  /** By thread. */
  readonly logs: readonly OutcomeLog[];
}

/**
 * Holds the transactions of the accounts' histories against the commands of a run, in any order: each
 * transaction comes once from the account that gives and once from the one that takes. It remembers two bits
 * a command.
 */
export class RunAudit {
  readonly #record: RunRecord;
  readonly #problems: Problems;
  readonly #world: string;
  readonly #given: readonly Bitmap[];
  readonly #taken: readonly Bitmap[];
  readonly strangers = new Strangers();
  #own = 0;

  constructor(record: RunRecord, problems: Problems) {
    this.#record = record;
    this.#problems = problems;
    this.#world = worldOf(record.ledger);
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

  /** A transaction from the history of `account`. */
  saw(tx: Transaction, account: string): void {
    const isGiver = tx.legs[0]?.account === account;
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
      const difference = this.#difference(this.#record.workload.command(thread, n), tx);
      if (difference !== undefined) this.#problem(`${told(tx)}, but ${difference}.`);
    }
  }

  /** All histories are read: nothing that was acknowledged may be missing from them. */
  end(): void {
    for (const [thread, log] of this.#record.logs.entries()) {
      const given = this.#given[thread];
      const taken = this.#taken[thread];
      for (let n = 0; n < log.size; n += 1) {
        const isGiven = given?.has(n) ?? false;
        const isTaken = taken?.has(n) ?? false;
        if (isGiven && isTaken) continue;
        const logged = log.at(n);
        const command = this.#record.workload.command(thread, n);
        const key = commandKey(log.keyMs(n), this.#record.run, thread, n);
        const what = `Key ${key}, ${this.#meant(command)}`;
        if (isGiven !== isTaken) {
          const { from, to } = this.#sides(command);
          const [there, missing] = isGiven ? [from, to] : [to, from];
          this.#problem(`${what}, is in the history of ${there} but not in that of ${missing}.`);
        } else if (logged.kind === 'committed') {
          this.#problem(`${what}, was acknowledged as seq ${logged.seq}, but is not in the ledger.`);
        }
      }
    }
  }

  /** What a transaction has that its command had not. */
  #difference(command: LoadCommand, tx: Transaction): string | undefined {
    const { from, to } = this.#sides(command);
    const { amount = '', legs } = tx;
    const [giver, taker] = legs;
    if (
      tx.kind !== command.kind ||
      giver?.account !== from ||
      taker?.account !== to ||
      legs.length !== 2 ||
      !isAmount(amount, command.amount)
    ) {
      return `the command was ${this.#meant(command)}`;
    }
    if (tx.ledger !== this.#record.ledger) return `in ledger ${tx.ledger}`;
    if (giver.delta !== `-${amount}` || taker.delta !== amount) {
      return `it moved ${giver.delta} and ${taker.delta}`;
    }
    if (tx.memo !== undefined || tx.deadline !== undefined || tx.expect !== undefined) {
      return 'with a memo, deadline or condition that the command had not';
    }
    return undefined;
  }

  #sides(command: LoadCommand): { readonly from: string; readonly to: string } {
    const { ledger } = this.#record;
    switch (command.kind) {
      case 'transfer':
        return { from: accountName(ledger, command.from), to: accountName(ledger, command.to) };
      case 'deposit':
        return { from: this.#world, to: accountName(ledger, command.account) };
      case 'withdraw':
        return { from: accountName(ledger, command.account), to: this.#world };
    }
  }

  #meant(command: LoadCommand): string {
    const { from, to } = this.#sides(command);
    return `${nouns[command.kind]} of ${command.amount} from ${from} to ${to}`;
  }

  #problem(sentence: string): void {
    this.#problems.add('command', sentence);
  }
}

/** What a transaction does, for people. */
export function describe({ kind, amount = 'nothing', legs }: Transaction): string {
  return `${nouns[kind]} of ${amount} from ${legs.map(({ account }) => account).join(' to ') || 'nowhere'}`;
}

const nouns: Readonly<Record<Transaction['kind'], string>> = {
  transfer: 'a transfer',
  deposit: 'a deposit',
  withdraw: 'a withdrawal',
  hold: 'a hold',
  capture: 'a capture',
  release: 'a release',
  expire: 'an expiry',
  reverse: 'a reversal',
  open: 'an opening',
  freeze: 'a freeze',
  unfreeze: 'an unfreeze',
  close: 'a closing',
  rules: 'a change of rules',
  ledger: 'a ledger',
};

function told(tx: Transaction): string {
  return `Seq ${tx.seq} (key ${tx.key}) is ${describe(tx)}`;
}

/** The hub writes amounts with the ledger's decimals, the run with its own. */
function isAmount(written: string, meant: string): boolean {
  return written === meant || canonicalMoney(written) === canonicalMoney(meant);
}
