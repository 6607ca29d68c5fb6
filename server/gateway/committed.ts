import { movementOf, movementRecord } from '../../shared/movement-record.ts';
import type { Access } from '../access/access.ts';
import { faceOf } from '../access/telling.ts';
import { parseRecord } from '../ledger/record.ts';
import type { Ledger } from '../ledger/state.ts';
import type { Leg, Transaction } from '../ledger/transaction.ts';
import { accountText } from './replies.ts';

/** A durable transaction as watchers need it. */
export class Committed {
  readonly seq: number;
  readonly ledger: string;
  /** Ids of the accounts that it touched. */
  readonly touched: readonly string[];
  readonly record: string;
  /** The record as it is shown to those who see these of the touched accounts, each a bit: made when somebody asks. */
  #faces: Map<number, string> | undefined;

  constructor(seq: number, ledger: string, touched: readonly string[], record: string) {
    this.seq = seq;
    this.ledger = ledger;
    this.touched = touched;
    this.record = record;
  }

  /** The record as a watcher may see it. */
  faceFor(access: Access): string {
    if (access.seesEverything) return this.record;
    let seen = 0;
    this.touched.forEach((account, place) => {
      if (access.maySee(account, this.ledger)) seen |= 1 << place;
    });
    this.#faces ??= new Map();
    const known = this.#faces.get(seen);
    if (known !== undefined) return known;
    const sees = (account: string): boolean => (seen & (1 << this.touched.indexOf(account))) !== 0;
    const face = faceOf(this.record, sees, sees);
    this.#faces.set(seen, face);
    return face;
  }
}

/** A transaction committed just now: it also knows what the accounts came to, text by text, each made once. */
export class FreshlyCommitted extends Committed {
  readonly #tx: Transaction;
  readonly #texts: string[] = [];

  constructor(tx: Transaction, record: string) {
    super(tx.seq, typeof tx.ledger === 'string' ? tx.ledger : tx.ledger.id, touchedBy(tx), record);
    this.#tx = tx;
  }

  /** The state, just after, of the account at this place of `touched`. */
  accountText(place: number): string {
    const known = this.#texts[place];
    if (known !== undefined) return known;
    const text = textOfTouched(this.#tx, place);
    this.#texts[place] = text;
    return text;
  }
}

const movement = new RegExp(`^${movementRecord}$`);

/** A transaction by its record. */
export function committedOfRecord(record: string): Committed {
  const match = movement.exec(record);
  if (match !== null) {
    const { seq, ledger, legs } = movementOf(match, 1);
    return new Committed(
      seq,
      ledger,
      legs.map((leg) => leg.account),
      record,
    );
  }
  const parsed = parseRecord(record);
  if (parsed.refused) throw new Error('a refusal is not a transaction');
  const { seq, ledger, account, legs } = parsed.tx;
  const touched = account === undefined ? legs.map((leg) => leg.account) : [account];
  return new Committed(seq, ledger, touched, record);
}

function touchedBy(tx: Transaction): readonly string[] {
  switch (tx.kind) {
    case 'ledger':
      return [];
    case 'open':
      return [tx.account];
    case 'rules':
      return tx.of === undefined ? [] : [tx.of.account.id];
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return [tx.legs[0].account.id, tx.legs[1].account.id];
    default:
      return tx.legs.map((leg) => leg.account.id);
  }
}

function textOfTouched(tx: Transaction, place: number): string {
  switch (tx.kind) {
    case 'ledger':
      throw new Error('a ledger command touches no account');
    case 'open':
      return accountText(tx.account, tx.ledger, { balance: 0n, available: 0n, version: 0, marks: '' });
    case 'rules':
      return textOfLeg(tx.of, tx.ledger);
    default:
      return textOfLeg(tx.legs[place], tx.ledger);
  }
}

function textOfLeg(leg: Leg | undefined, ledger: Ledger): string {
  if (leg === undefined) throw new Error('the transaction touches no account at this place');
  return accountText(leg.account.id, ledger, leg);
}
