import type { ParsedRecord } from '../../../server/ledger/record.ts';
import { hubPrincipal } from '../../../shared/ids.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import type { Violation } from './history.ts';

/** What decides once: the key of a principal (R54), which is `anonymous` where nobody shows a token (R21). */
export function scopeOf(key: string, by = 'anonymous'): string {
  return `${by} ${key}`;
}

/** The same of a record. */
export function scopeOfRecord(record: ParsedRecord): string {
  return record.refused
    ? scopeOf(record.refusal.command.key, record.refusal.by)
    : scopeOf(record.tx.key, record.tx.by);
}

/** One decision of the journal. */
export interface Decided {
  /** Its place among all records, from 0: the order in which the hub decided. */
  readonly place: number;
  readonly commit: number;
  readonly record: ParsedRecord;
}

/** What a journal holds, to be found by key, seq, account and ledger. */
export class DecidedIndex {
  readonly violations: Violation[] = [];
  /** What clients asked for, by {@link scopeOf}. */
  readonly byKey = new Map<string, Decided>();
  /** By seq less one. */
  readonly txs: Transaction[] = [];
  /** Place of each, by seq less one. */
  readonly places: number[] = [];
  readonly #ofAccount = new Map<string, number[]>();
  readonly #ofLedger = new Map<string, number[]>();
  /** Seqs that touched any account. */
  readonly ofAny: number[] = [];

  constructor(commits: readonly JournalCommit[]) {
    let place = 0;
    for (const [nth, { number, records }] of commits.entries()) {
      if (number !== nth + 1) this.#violate({ invariant: 'I2', what: `commit ${nth + 1} is missing` });
      for (const record of records) {
        this.#enter({ place, commit: number, record });
        place += 1;
      }
    }
  }

  get seq(): number {
    return this.txs.length;
  }

  /** Seqs that touched an account. */
  ofAccount(id: string): readonly number[] {
    return this.#ofAccount.get(id) ?? [];
  }

  /** Seqs that touched an account of a ledger. */
  ofLedger(id: string): readonly number[] {
    return this.#ofLedger.get(id) ?? [];
  }

  #enter(decided: Decided): void {
    const { record } = decided;
    const key = scopeOfRecord(record);
    const by = record.refused ? record.refusal.by : record.tx.by;
    const earlier = this.byKey.get(key);
    if (earlier !== undefined) {
      const what = `decided twice under one key, at ${told(earlier.record)} and ${told(record)}`;
      this.#violate({ invariant: 'I3', what, key });
    } else if (by !== hubPrincipal) this.byKey.set(key, decided);
    if (!record.refused) this.#transaction(record.tx, decided.place);
  }

  #transaction(tx: Transaction, place: number): void {
    const { seq } = tx;
    if (seq !== this.txs.length + 1) {
      this.#violate({ invariant: 'I2', what: `seq ${seq} follows ${this.txs.length}`, seq });
    }
    this.txs.push(tx);
    this.places.push(place);
    const touched = touchedBy(tx);
    if (touched.length === 0) return;
    this.ofAny.push(seq);
    pushTo(this.#ofLedger, tx.ledger, seq);
    for (const account of touched) pushTo(this.#ofAccount, account, seq);
  }

  #violate(violation: Violation): void {
    this.violations.push(violation);
  }
}

/** Ids of the accounts whose state a transaction has changed or begun. */
export function touchedBy({ account, legs }: Transaction): readonly string[] {
  return account === undefined ? legs.map((leg) => leg.account) : [account];
}

function told(record: ParsedRecord): string {
  return record.refused ? `a refusal (${record.refusal.refused.code})` : `seq ${record.tx.seq}`;
}

function pushTo(map: Map<string, number[]>, name: string, seq: number): void {
  const seqs = map.get(name);
  if (seqs === undefined) map.set(name, [seq]);
  else seqs.push(seq);
}
