import type { Side } from '../../shared/commands.ts';
import { type Slot, slotOf } from './mixed/script.ts';
import type { LoadOptions } from './options.ts';
import { CounterRandom } from './random.ts';
import { Scatter } from './scatter.ts';
import { Zipf } from './zipf.ts';

/**
 * A command of a load run; accounts are numbers from 0, see {@link accountName}. `of` is the number of the command that
 * it captures, releases or reverses; without `amount` all of that.
 */
export type LoadCommand = LoadMovement | LoadHold | LoadSequel | LoadStanding;

export type LoadMovement =
  | { readonly kind: 'transfer'; readonly from: number; readonly to: number; readonly amount: string }
  | { readonly kind: 'deposit' | 'withdraw'; readonly account: number; readonly amount: string };

export interface LoadHold {
  readonly kind: 'hold';
  readonly from: number;
  readonly to: number;
  readonly amount: string;
  /** From the time of its key until it expires; undefined where it does not. */
  readonly lifeMs: number | undefined;
}

export type LoadSequel =
  | { readonly kind: 'capture' | 'reverse'; readonly of: number; readonly amount: string | undefined }
  | { readonly kind: 'release'; readonly of: number };

export type LoadStanding =
  | { readonly kind: 'freeze'; readonly account: number; readonly side: Side }
  | { readonly kind: 'unfreeze'; readonly account: number };

/** What a run asks of the hub: command `n` of a thread is the same whenever it is asked for. */
export class Workload {
  readonly #workload: LoadOptions['workload'];
  readonly #random: CounterRandom;
  readonly #zipf: Zipf;
  readonly #scatter: Scatter;
  readonly #accounts: number;

  constructor(options: Pick<LoadOptions, 'workload' | 'accounts' | 'skew' | 'seed'>) {
    this.#workload = options.workload;
    this.#random = new CounterRandom(options.seed);
    this.#zipf = new Zipf(options.accounts, options.skew);
    this.#scatter = new Scatter(options.accounts);
    this.#accounts = options.accounts;
  }

  /** Whether its commands are those of `mixed/script.ts`, some of which follow others. */
  get hasScript(): boolean {
    return this.#workload === 'mixed';
  }

  command(thread: number, n: number): LoadCommand {
    if (this.#workload === 'mixed') return this.#mixed(thread, n);
    this.#random.seek(thread, n);
    return this.#movement(this.#workload === 'deposit' ? 'deposit' : 'transfer');
  }

  /** An account's number, as likely as the run's skew makes it. */
  account(random: CounterRandom): number {
    return this.#scatter.at(this.#zipf.rank(random) - 1);
  }

  #movement(kind: LoadMovement['kind']): LoadMovement {
    const amount = amounts[this.#random.below(amounts.length)] ?? '';
    const account = this.account(this.#random);
    if (kind !== 'transfer') return { kind, account, amount };
    return { kind, from: account, to: this.#other(account), amount };
  }

  /** Command n of the script. */
  #mixed(thread: number, n: number): LoadCommand {
    const { slot, base } = slotOf(n);
    const of = slot.of === undefined ? undefined : base + slot.of;
    this.#random.seek(thread, n);
    switch (slot.kind) {
      case 'deposit':
      case 'withdraw':
        return this.#movement(slot.kind);
      case 'transfer':
        return this.#transfer(thread, slot, base);
      case 'hold':
        return { ...this.#pair(), kind: 'hold', lifeMs: slot.lifeMs };
      case 'freeze':
        return { kind: 'freeze', account: this.account(this.#random), side: slot.side ?? 'both' };
      case 'unfreeze':
        return { kind: 'unfreeze', account: this.#frozenBy(thread, followed(of)) };
      case 'release':
        return { kind: 'release', of: followed(of) };
      case 'capture':
      case 'reverse': {
        const share = this.#random.next();
        const amount = slot.isPart ? partOf(this.amountOf(thread, followed(of)), share) : undefined;
        return { kind: slot.kind, of: followed(of), amount };
      }
    }
  }

  /** What a command moves or reserves at most; of one that names no amount, all that there was. */
  amountOf(thread: number, n: number): string {
    const command = this.command(thread, n);
    if ('amount' in command && command.amount !== undefined) return command.amount;
    return 'of' in command ? this.amountOf(thread, command.of) : '';
  }

  #transfer(thread: number, { after, together }: Slot, base: number): LoadMovement {
    const movement = this.#pair();
    if (after !== undefined) {
      const from = this.#frozenBy(thread, base + after);
      const to = movement.to === from ? movement.from : movement.to;
      return { kind: 'transfer', from, to, amount: movement.amount };
    }
    const isTooMuch = together?.isAtomic === true && this.#random.next() < failingTransfers;
    return { kind: 'transfer', ...movement, amount: isTooMuch ? tooMuch : movement.amount };
  }

  #pair(): { readonly from: number; readonly to: number; readonly amount: string } {
    const amount = amounts[this.#random.below(amounts.length)] ?? '';
    const from = this.account(this.#random);
    return { from, to: this.#other(from), amount };
  }

  #frozenBy(thread: number, n: number): number {
    const command = this.command(thread, n);
    if (command.kind !== 'freeze') throw new Error(`command ${n} freezes nothing`);
    return command.account;
  }

  #other(account: number): number {
    for (let draw = 0; draw < otherDrawsMax; draw += 1) {
      const other = this.account(this.#random);
      if (other !== account) return other;
    }
    return (account + 1) % this.#accounts;
  }
}

/** Id of an account of the run's ledger. */
export function accountName(ledger: string, number: number): string {
  return `${ledger}-${number}`;
}

/** Share of the transfers of atomic batches that nobody can pay, so that the batch fails: one batch in five or so. */
const failingTransfers = 0.07;
/** More than an account of a run ever has. */
const tooMuch = '9999999999.99';

/** With the greatest skew, four of five draws among two accounts are the hot one. */
const otherDrawsMax = 64;

/** `0.01` to `9.99`. */
const amounts = Array.from({ length: 999 }, (_, index) => ((index + 1) / 100).toFixed(2));

/** A part of an amount of a run, and not all of it unless that is the smallest. `share`: 0..1, exclusive. */
function partOf(amount: string, share: number): string {
  const minor = Math.round(Number(amount) * 100);
  return (Math.max(1, Math.ceil(share * (minor - 1))) / 100).toFixed(2);
}

function followed(of: number | undefined): number {
  if (of === undefined) throw new Error('the script names no command to follow');
  return of;
}
