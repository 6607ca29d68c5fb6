import { isSystemAccount } from '../../../shared/ids.ts';
import type { StatementEntry } from '../../../shared/transaction.ts';
import { countText } from '../../load/report/numbers.ts';
import type { Paints } from '../../terminal/format/paint.ts';
import { cellsGap } from '../../terminal/format/table.ts';
import { fitted, textWidth } from '../../terminal/format/text-width.ts';
import { difference } from '../../words/money-difference.ts';
import { printable } from '../../words/printable.ts';
import { utcMinute, utcSecond } from '../../words/utc-moments.ts';
import type { Closing, Opening, StatementPart } from './pages.ts';

/** Least and most columns for the names of accounts, and the least for memos. */
const nameMin = 6;
const nameMax = 24;
const memoMin = 4;
const kindWidth = 'withdraw'.length;

/**
 * The lines of a statement, in `width` columns where its money lets them: names and memos are shortened, money never
 * is. Columns are laid out by the first entries; a larger amount further down makes its own line longer.
 */
export class StatementLines {
  readonly #paints: Paints;
  readonly #opening: Opening;
  /** Whether the period has ended. */
  readonly #isOver: boolean;
  readonly #hasMinutes: boolean;
  readonly #amountWidth: number;
  readonly #balanceWidth: number;
  readonly #nameWidth: number;
  readonly #memoWidth: number;

  constructor(
    { opening, sample: { entries, closing } }: Extract<StatementPart, { kind: 'opening' }>,
    paints: Paints,
    { width, nowMs }: { readonly width: number; readonly nowMs: number },
  ) {
    this.#paints = paints;
    this.#isOver = Date.parse(opening.to) <= nowMs;
    this.#opening = opening;
    this.#amountWidth = widest(['Amount', ...entries.map(({ delta }) => signed(delta))]);
    this.#balanceWidth = widest([
      'Balance',
      opening.opening,
      closing,
      ...entries.map((each) => each.balance),
    ]);
    const names = widest(['With', ...entries.map(nameOf)]);
    const fixed = kindWidth + this.#amountWidth + this.#balanceWidth + 5 * cellsGap.length;
    const room = width - fixed - 'YYYY-MM-DD HH:MM'.length;
    const memoLeast = Math.max(memoMin, widest(entries.map(heldWords)));
    this.#hasMinutes = room >= nameMin + memoLeast;
    const left = Math.max(nameMin + memoLeast, this.#hasMinutes ? room : room + ' HH:MM'.length);
    const nameRoom = Math.min(Math.floor(left / 2), left - memoLeast);
    this.#nameWidth = Math.min(names, nameMax, Math.max(nameMin, nameRoom));
    this.#memoWidth = Math.max(memoLeast, left - this.#nameWidth);
  }

  /** What comes before the entries. */
  get head(): string[] {
    const { bold, dim } = this.#paints;
    const { account, ledger, asset, from, to, opening } = this.#opening;
    return [
      bold(`Statement of account ${printable(account)}`),
      `Ledger ${printable(ledger)}, in ${printable(asset)}`,
      `From ${utcSecond(Date.parse(from))} to before ${utcSecond(Date.parse(to))}, all times UTC`,
      '',
      dim(this.#line(['Date', 'What', 'With', 'Amount', 'Balance', 'Memo'])),
      this.#line([this.#date(from), 'opening balance', '', '', opening, '']),
    ];
  }

  /** The line of one entry. */
  entry(entry: StatementEntry): string {
    const { at, kind, delta, balance, memo = '' } = entry;
    return this.#line([
      this.#date(at),
      kind,
      nameOf(entry),
      signed(delta),
      balance,
      printable(memo),
      heldWords(entry),
    ]);
  }

  /** What comes behind the entries. */
  tail({ closing, in: into, out, entries }: Closing): string[] {
    const { bold, gain, loss, dim } = this.#paints;
    const moneyWidth = widest([this.#opening.opening, closing, into, out]);
    const sum = (name: string, money: string): string => `${name.padEnd(16)}${money.padStart(moneyWidth)}`;
    return [
      this.#isOver
        ? this.#line([this.#date(this.#opening.to), 'closing balance', '', '', closing, ''])
        : this.#line(['', 'balance so far', '', '', closing, '']),
      '',
      dim(entries === 1 ? '1 entry' : `${countText(entries)} entries`),
      sum('Opening balance', this.#opening.opening),
      gain(sum('In', into)),
      loss(sum('Out', out)),
      bold(sum(this.#isOver ? 'Closing balance' : 'Balance so far', closing)),
    ];
  }

  #date(iso: string): string {
    const date = utcMinute(Date.parse(iso));
    return this.#hasMinutes ? date : date.slice(0, 'YYYY-MM-DD'.length);
  }

  #line([
    date = '',
    what = '',
    name = '',
    amount = '',
    balance = '',
    memo = '',
    held = '',
  ]: readonly string[]): string {
    const dateWidth = this.#hasMinutes ? 'YYYY-MM-DD HH:MM'.length : 'YYYY-MM-DD'.length;
    // What is written in the place of a name too may be longer than a kind.
    const whatAndName =
      name === ''
        ? padded(what, kindWidth + cellsGap.length + this.#nameWidth)
        : padded(what, kindWidth) + cellsGap + padded(fitted(name, this.#nameWidth), this.#nameWidth);
    return [
      date.padEnd(dateWidth),
      whatAndName,
      amount.padStart(this.#amountWidth),
      balance.padStart(this.#balanceWidth),
      held === ''
        ? fitted(memo, this.#memoWidth)
        : held + cellsGap + fitted(memo, this.#memoWidth - held.length - cellsGap.length),
    ]
      .join(cellsGap)
      .trimEnd();
  }
}

/** The other account; the world outside has no name that would tell anything. */
function nameOf({ counterparty = '' }: StatementEntry): string {
  return isSystemAccount(counterparty) ? '' : printable(counterparty);
}

/** An amount with its sign; nothing where nothing was moved. */
function signed(delta: string): string {
  if (!/[1-9]/.test(delta)) return '';
  return delta.startsWith('-') ? delta : `+${delta}`;
}

/** What is held once it is done, of what moves no money but is held or given back. */
function heldWords({ kind, delta, balance, available }: StatementEntry): string {
  if (/[1-9]/.test(delta) || !['hold', 'release', 'expire'].includes(kind)) return '';
  return `${difference(available, balance)} held`;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}
