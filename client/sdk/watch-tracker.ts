import { isSystemAccount } from '../../shared/ids.ts';
import type { AccountState } from '../../shared/transaction.ts';
import type { Since } from '../../shared/watching.ts';
import { AccountBook } from './account-book.ts';
import type { BalanceChange, Change, Snapshot } from './changes.ts';
import type { WatchEvent, WatchingReply } from './messages.ts';

/** How often in a row the hub is asked anew without anything that fits, before it is given up as broken. */
const healsMax = 5;

/** What a message came to: changes to tell, and whether to ask the hub anew or to give up. */
export interface Progress {
  readonly changes: readonly Change[];
  readonly next: 'go on' | 'ask' | 'give up';
}

/**
 * What a watcher knows, and whether the hub's messages follow from it without a gap: each event names the
 * seq before it, and in mode `all` each account's versions rise one by one. Where that does not hold, nothing
 * of the message counts and the watch is to be asked for anew: at first from where it stands, then afresh.
 */
export class WatchTracker {
  readonly #named: ReadonlySet<string> | undefined;
  readonly #book = new AccountBook();
  #phase: 'lost' | 'asked' | 'gathering' | 'following' = 'lost';
  #epoch = '';
  #seq = 0;
  /** Whether a snapshot has come, ever. */
  #begun = false;
  /** Whether what is known is something that the hub could go on from. */
  #resumable = false;
  /** The parts of a snapshot that have come so far. */
  #parts: AccountState[] = [];
  #heals = 0;

  /** `named` are the accounts that the watch names, undefined where it takes what the hub has. */
  constructor(named: ReadonlySet<string> | undefined) {
    this.#named = named;
  }

  get accounts(): ReadonlyMap<string, AccountState> {
    return this.#book.accounts;
  }

  /** Seq of the newest state known, 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  get begun(): boolean {
    return this.#begun;
  }

  get state(): 'stale' | 'catching-up' | 'live' {
    if (this.#phase === 'following') return 'live';
    return this.#phase === 'lost' && this.#begun ? 'stale' : 'catching-up';
  }

  /** The connection is gone. */
  lost(): void {
    this.#phase = 'lost';
  }

  /** The hub is asked: says what to ask it to go on from, undefined for a snapshot. */
  ask(): Since | undefined {
    this.#phase = 'asked';
    return this.#resumable ? { epoch: this.#epoch, seq: this.#seq } : undefined;
  }

  /** The hub's answer, of the journal with this epoch. */
  began(reply: WatchingReply, epoch: string): Progress {
    this.#parts = [];
    if (reply.recovered) {
      if (!this.#resumable || epoch !== this.#epoch || reply.seq !== this.#seq) return this.#heal();
      this.#phase = 'following';
      return goOn([]);
    }
    if (epoch !== this.#epoch) this.#book.forgetLedgers();
    this.#epoch = epoch;
    this.#resumable = false;
    return this.#gather(reply.seq, reply.accounts ?? [], reply.more ?? false);
  }

  follow(event: WatchEvent): Progress {
    switch (event.t) {
      case 'lagged':
        this.#parts = [];
        this.#phase = 'gathering';
        return goOn([]);
      case 'snapshot':
        return this.#gather(event.seq, event.accounts, event.more);
      case 'tx':
        if (!this.#follows(event.prev, event.tx.seq)) return this.#heal();
        return this.#advance(event.tx.seq, this.#book.apply(event.tx, this.#watches));
      case 'balances':
        if (!this.#follows(event.prev, event.seq)) return this.#heal();
        return this.#advance(event.seq, this.#book.update(event.seq, event.accounts));
    }
  }

  /** Everything known, as one change to start afresh from. */
  snapshot(): Snapshot {
    return { kind: 'snapshot', seq: this.#seq, accounts: [...this.accounts.values()] };
  }

  #gather(seq: number, accounts: readonly AccountState[], more: boolean): Progress {
    this.#parts.push(...accounts);
    if (more) {
      this.#phase = 'gathering';
      return goOn([]);
    }
    // Only a snapshot can tell of a ledger: an account opened in a new one is no fault of the hub.
    if (this.#book.reset(this.#parts)) this.#heals = 0;
    this.#parts = [];
    this.#seq = seq;
    this.#begun = true;
    this.#resumable = true;
    this.#phase = 'following';
    return goOn([this.snapshot()]);
  }

  #follows(prev: number, seq: number): boolean {
    return this.#phase === 'following' && prev === this.#seq && seq >= prev;
  }

  /** `changes` are undefined where they do not follow from what is known. */
  #advance(seq: number, changes: readonly BalanceChange[] | undefined): Progress {
    if (changes === undefined) {
      this.#resumable = false;
      return this.#heal();
    }
    this.#seq = seq;
    this.#heals = 0;
    return goOn(changes);
  }

  #heal(): Progress {
    this.#heals += 1;
    if (this.#heals > 1) this.#resumable = false;
    this.#phase = 'asked';
    return { changes: [], next: this.#heals > healsMax ? 'give up' : 'ask' };
  }

  /** The hub's own accounts belong to a watch only where it names them. */
  readonly #watches = (account: string): boolean =>
    this.#named === undefined ? !isSystemAccount(account) : this.#named.has(account);
}

function goOn(changes: readonly Change[]): Progress {
  return { changes, next: 'go on' };
}
