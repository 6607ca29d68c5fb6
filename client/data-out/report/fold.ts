import { isSystemAccount } from '../../../shared/ids.ts';
import { parseMoney } from '../../../shared/money.ts';
import type { Leg, Transaction } from '../../../shared/transaction.ts';
import { inconsistent } from '../data-out-problem.ts';
import { type Flow, Flows, joined, noFlow } from './flows.ts';
import { KindTotals } from './kind-totals.ts';
import { Movers } from './movers.ts';
import { UnusualList } from './unusual-list.ts';

/** What a report is about: a ledger, or one account of it. */
export interface Subject {
  readonly ledger: string;
  readonly asset: string;
  readonly scale: number;
  readonly account: string | undefined;
}

/** Adds up the transactions of a ledger or of an account in one pass and in bounded memory. */
export class Fold {
  readonly subject: Subject;
  readonly kinds = new KindTotals();
  readonly flows = new Flows();
  /** Of a ledger its accounts; of an account those that it moved money with, as seen from it. */
  readonly movers = new Movers();
  readonly unusual = new UnusualList();
  #total: Flow = noFlow;
  #first: Transaction | undefined;
  #last: Transaction | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** All that was moved. */
  get total(): Flow {
    return this.#total;
  }
  get first(): Transaction | undefined {
    return this.#first;
  }
  get last(): Transaction | undefined {
    return this.#last;
  }

  /** Takes in the next transaction. */
  add(tx: Transaction): void {
    this.#first ??= tx;
    this.#last = tx;
    this.kinds.add(tx.kind, this.#minor(tx.amount ?? tx.released ?? '0'));
    const flow = this.#flow(tx);
    this.#total = joined(this.#total, flow);
    this.flows.add(Date.parse(tx.at), flow);
    for (const leg of tx.legs) this.#addLeg(tx, leg);
  }

  #addLeg(tx: Transaction, leg: Leg): void {
    const { account } = this.subject;
    const delta = this.#minor(leg.delta);
    if (delta === 0n) return;
    if (account === undefined) {
      if (isSystemAccount(leg.account)) return;
      this.movers.add(leg.account, delta);
      this.unusual.add(tx, leg);
    } else if (leg.account === account) this.unusual.add(tx, leg);
    else this.movers.add(leg.account, -delta);
  }

  /** The first leg gives what the second takes. */
  #flow({ legs: [gives, takes] }: Transaction): Flow {
    const one = { ...noFlow, count: 1 };
    if (gives === undefined || takes === undefined) return one;
    const amount = this.#minor(takes.delta);
    const { account } = this.subject;
    const isOut = account === undefined ? isSystemAccount(takes.account) : gives.account === account;
    if (isOut) return { ...one, out: amount };
    const isIn = account !== undefined || isSystemAccount(gives.account);
    return isIn ? { ...one, in: amount } : { ...one, within: amount };
  }

  #minor(text: string): bigint {
    const minor = parseMoney(text, this.subject.scale);
    if (minor === undefined) throw inconsistent(`${text} has more than ${this.subject.scale} decimals`);
    return minor;
  }
}
