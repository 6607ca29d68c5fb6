import { pageItemsMax } from '../../../shared/limits.ts';
import { decimalsOf, formatMoney, parseMoney } from '../../../shared/money.ts';
import type { StatementEntry } from '../../../shared/transaction.ts';
import type { StatementPage } from '../../sdk/calls.ts';
import type { Hub } from '../../sdk/hub.ts';
import { inconsistent } from '../data-out-problem.ts';
import type { StatementRequest } from './command.ts';

/** What a statement begins with. */
export type Opening = Pick<StatementPage, 'account' | 'ledger' | 'asset' | 'from' | 'to' | 'opening'>;

/** What it ends with; money texts. */
export interface Closing {
  readonly closing: string;
  readonly in: string;
  readonly out: string;
  readonly entries: number;
}

/** A statement part by part: how it opens, entries as long as there are any, how it closes. */
export type StatementPart =
  | {
      readonly kind: 'opening';
      readonly opening: Opening;
      /** Its first entries, which come again as such, and the closing balance as far as it is known. */
      readonly sample: { readonly entries: readonly StatementEntry[]; readonly closing: string };
    }
  | { readonly kind: 'entries'; readonly entries: readonly StatementEntry[] }
  | { readonly kind: 'closing'; readonly closing: Closing };

/**
 * Reads a statement, a page at a time. That the entries lead from the opening to the closing balance, each to the
 * next, is checked. Rejects with the SDK's errors and with a `DataOutProblem`.
 */
export async function* statementParts(
  hub: Hub,
  { account, period }: StatementRequest,
  signal: AbortSignal,
): AsyncGenerator<StatementPart, void, void> {
  let sums: Sums | undefined;
  let { to } = period;
  let after: number | null | undefined;
  while (after !== null) {
    const page: StatementPage = await hub.statement(
      { account, from: period.from, to, after, limit: pageItemsMax },
      { signal, retry: true },
    );
    // A period without an end ended when it was first asked for.
    to = page.to;
    if (sums === undefined) {
      sums = new Sums(page.opening);
      yield { kind: 'opening', opening: page, sample: page };
    }
    for (const entry of page.entries) sums.add(entry);
    yield { kind: 'entries', entries: page.entries };
    after = page.next;
    // What came while pages were read is in the last one, and in its closing balance.
    if (after === null) yield { kind: 'closing', closing: sums.closing(page.closing) };
  }
}

/** Adds entries up in minor units. */
class Sums {
  readonly #scale: number;
  #balance: bigint;
  #in = 0n;
  #out = 0n;
  #entries = 0;

  constructor(opening: string) {
    // The hub writes money with all of its ledger's decimals.
    this.#scale = decimalsOf(opening);
    this.#balance = this.#minor(opening);
  }

  add({ seq, delta, balance }: StatementEntry): void {
    const minor = this.#minor(delta);
    this.#balance += minor;
    if (minor < 0n) this.#out -= minor;
    else this.#in += minor;
    this.#entries += 1;
    if (this.#balance !== this.#minor(balance))
      throw inconsistent(`transaction ${seq} does not lead to the balance ${balance}`);
  }

  closing(closing: string): Closing {
    if (this.#balance !== this.#minor(closing))
      throw inconsistent(`the entries do not lead to the closing balance ${closing}`);
    const money = (minor: bigint): string => formatMoney(minor, this.#scale);
    return { closing, in: money(this.#in), out: money(this.#out), entries: this.#entries };
  }

  #minor(text: string): bigint {
    const minor = parseMoney(text, this.#scale);
    if (minor === undefined) throw inconsistent(`${text} has more than ${this.#scale} decimals`);
    return minor;
  }
}
