import type Database from 'better-sqlite3';
import { hubPrincipal } from '../../shared/ids.ts';
import { decimalsOf, formatMoney, parseMoney } from '../../shared/money.ts';
import { movementRecord } from '../../shared/movement-record.ts';
import type { Transaction } from '../../shared/transaction.ts';
import { parseRecord } from '../ledger/record.ts';
import { Misfit } from '../views/post.ts';
import type { ViewedTransaction } from '../views/read-record.ts';
import { Sequels } from '../views/sequels.ts';
import type { JournalScan } from './journal-scan.ts';

const plainMovement = new RegExp(`^${movementRecord}$`);

/** Kinds of transactions that can be reversed. */
const reversible = new Set<Transaction['kind']>(['deposit', 'withdraw', 'transfer', 'capture']);

/** What the books do not ask of a transaction's record: its form, its time, and that no more is reversed than was moved. */
export class RecordCheck {
  readonly #scan: JournalScan;
  readonly #sequels: Sequels;
  #at = '';

  /** `db` has the sequels as of the transaction that is checked, itself included. */
  constructor(scan: JournalScan, db: Database.Database) {
    this.#scan = scan;
    this.#sequels = new Sequels(db);
  }

  /** Checks the next transaction. Throws {@link Misfit}. */
  check(tx: ViewedTransaction, record: string): void {
    // What that expression matches is what the schemas allow.
    if (!plainMovement.test(record)) transactionOf(record, tx.seq);
    if (tx.at !== this.#at) this.#checkTime(tx);
    if (tx.kind === 'reverse') this.#checkReversal(tx);
  }

  #checkTime({ seq, at }: ViewedTransaction): void {
    const ms = Date.parse(at);
    if (Number.isNaN(ms) || new Date(ms).toISOString() !== at) {
      throw new Misfit(`transaction ${seq} has no time`);
    }
    if (at < this.#at) throw new Misfit(`transaction ${seq} is older than the one before`);
    this.#at = at;
  }

  #checkReversal({ seq, reverses = 0, ledger, legs }: ViewedTransaction): void {
    const record = reverses < seq ? this.#scan.record(reverses) : undefined;
    if (record === undefined) throw new Misfit(`transaction ${seq} reverses none that is there`);
    const original = transactionOf(record, reverses);
    if (!reversible.has(original.kind) || original.by === hubPrincipal || original.ledger !== ledger) {
      throw new Misfit(`transaction ${seq} reverses ${reverses}, which cannot be reversed`);
    }
    const [giver, taker] = original.legs;
    if (legs[0]?.account !== taker?.account || legs[1]?.account !== giver?.account) {
      throw new Misfit(`transaction ${seq} does not move back what ${reverses} moved`);
    }
    const moved = taker?.delta ?? '0';
    const scale = decimalsOf(moved);
    const reversed = this.#sequels.find(reverses)?.reversed ?? 0n;
    if (reversed > (parseMoney(moved, scale) ?? 0n)) {
      throw new Misfit(
        `transaction ${seq} makes it ${formatMoney(reversed, scale)} that is reversed of ${moved}`,
      );
    }
  }
}

function transactionOf(record: string, seq: number): Transaction {
  try {
    const parsed = parseRecord(record);
    if (!parsed.refused) return parsed.tx;
  } catch (cause) {
    throw new Misfit(`transaction ${seq} is not as the protocol has it`, { cause });
  }
  throw new Misfit(`transaction ${seq} is a refusal`);
}
