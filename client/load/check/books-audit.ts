import { worldOf } from '../../../shared/ids.ts';
import { formatMoney, parseMoney } from '../../../shared/money.ts';
import type { LedgerTrial, Transaction } from '../../../shared/transaction.ts';
import type { AccountMark } from './account-marks.ts';
import type { Problems } from './problems.ts';

/** A ledger's totals, and whether they and its accounts are as of one moment. */
export interface BooksMark {
  readonly books: LedgerTrial;
  /** Nothing happened in the ledger while its accounts were read. */
  readonly isQuiet: boolean;
}

/**
 * Holds a ledger's totals against its accounts and their histories. While others use the ledger, the totals
 * are never as of the same moment as the accounts: then only what they have to be by themselves is checked.
 */
export class BooksAudit {
  readonly #before: BooksMark;
  readonly #problems: Problems;
  #transactions = 0;
  #deposited = 0n;
  #withdrawn = 0n;
  #held = 0n;
  /** Of all accounts but the system account. */
  #sumBefore = 0n;
  #sumAfter = 0n;

  constructor(before: BooksMark, problems: Problems) {
    this.#before = before;
    this.#problems = problems;
  }

  /** A transaction that is in the histories; each is to come once. */
  saw({ kind, amount = '0', released = '0', legs }: Transaction): void {
    this.#transactions += 1;
    const minor = this.#minor(amount);
    const world = worldOf(this.#before.books.ledger);
    switch (kind) {
      case 'deposit':
        this.#deposited += minor;
        break;
      case 'withdraw':
        this.#withdrawn += minor;
        break;
      case 'hold':
        this.#held += minor;
        break;
      case 'capture':
        this.#held -= minor + this.#minor(released);
        break;
      case 'release':
      case 'expire':
        this.#held -= this.#minor(released);
        break;
      case 'reverse':
        if (legs[1]?.account === world) this.#deposited -= minor;
        if (legs[0]?.account === world) this.#withdrawn -= minor;
        break;
      default:
        break;
    }
  }

  #minor(money: string): bigint {
    return parseMoney(money, this.#before.books.scale) ?? 0n;
  }

  account(before: AccountMark | undefined, after: AccountMark): void {
    this.#sumBefore += before?.balance ?? 0n;
    this.#sumAfter += after.balance;
  }

  end({ books, isQuiet }: BooksMark): void {
    const before = this.#before.books;
    const { ledger, scale } = before;
    for (const [when, { sum }] of [['before', before] as const, ['after', books] as const]) {
      if (parseMoney(sum, scale) !== 0n) {
        this.#problem(`The trial of ledger ${ledger} ${when} the run sums to ${sum} instead of zero.`);
      }
    }
    if (!isQuiet || !this.#before.isQuiet) return;
    const counted = books.transactions - before.transactions - (books.accounts - before.accounts);
    if (counted !== this.#transactions) {
      this.#problem(
        `Since before the run the ledger counts ${counted} transactions, the histories of its accounts ${this.#transactions}.`,
      );
    }
    this.#compare('deposits', gain(before.deposited, books.deposited, scale), this.#deposited);
    this.#compare('withdrawals', gain(before.withdrawn, books.withdrawn, scale), this.#withdrawn);
    this.#compare('holds', gain(before.held, books.held, scale), this.#held);
    const gained = this.#sumAfter - this.#sumBefore;
    const brought = this.#deposited - this.#withdrawn;
    if (gained !== brought) {
      this.#problem(
        `All balances together changed by ${formatMoney(gained, scale)}, deposits and withdrawals by ${formatMoney(brought, scale)}.`,
      );
    }
  }

  #compare(what: string, told: bigint, seen: bigint): void {
    if (told === seen) return;
    const { scale } = this.#before.books;
    this.#problem(
      `Since before the run the trial has ${formatMoney(told, scale)} of ${what}, the histories ${formatMoney(seen, scale)}.`,
    );
  }

  #problem(sentence: string): void {
    this.#problems.add('books', sentence);
  }
}

function gain(before: string, after: string, scale: number): bigint {
  return (parseMoney(after, scale) ?? 0n) - (parseMoney(before, scale) ?? 0n);
}
