import { defaultSide, type Side } from '../../shared/commands.ts';
import { decimalsOf, formatMoney } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { joinedSides } from '../../shared/sides.ts';
import type { AccountState, Leg, Transaction } from '../../shared/transaction.ts';
import type { BalanceChange } from './changes.ts';

/** What every account of a ledger has in common. */
type LedgerFacts = Pick<AccountState, 'ledger' | 'asset'> & { readonly zero: string };

/** Accounts as a watcher knows them. A change that does not follow from what is known changes nothing. */
export class AccountBook {
  #accounts = new Map<string, AccountState>();
  readonly #ledgers = new Map<string, LedgerFacts>();

  get accounts(): ReadonlyMap<string, AccountState> {
    return this.#accounts;
  }

  /** The journal is another one: its ledgers may have the same names and be of something else. */
  forgetLedgers(): void {
    this.#ledgers.clear();
  }

  /** Starts afresh from a snapshot. Returns whether it told of a ledger that nothing was known of. */
  reset(accounts: readonly AccountState[]): boolean {
    const ledgersBefore = this.#ledgers.size;
    this.#accounts = new Map();
    for (const account of accounts) this.#learn(account);
    return this.#ledgers.size > ledgersBefore;
  }

  /**
   * The changes that a transaction makes to the accounts that are watched; `undefined` where a version does
   * not rise by one, or the account is of a ledger that nothing is known of.
   */
  apply(tx: Transaction, watches: (account: string) => boolean): BalanceChange[] | undefined {
    const changes: BalanceChange[] = [];
    if (tx.kind === 'open' && tx.account !== undefined && watches(tx.account)) {
      const account = this.#opened(tx.account, tx.ledger);
      if (account === undefined) return undefined;
      changes.push({ kind: 'balance', seq: tx.seq, account, tx });
    }
    if (tx.kind === 'rules' && tx.account !== undefined && watches(tx.account)) {
      const account = this.#ruled(tx.account, tx.rules);
      if (account === undefined) return undefined;
      changes.push({ kind: 'balance', seq: tx.seq, account, tx });
    }
    for (const leg of tx.legs) {
      // A leg without a state is of an account that the receiver may not read.
      if (leg.version === undefined || !watches(leg.account)) continue;
      const account = this.#moved(leg, tx);
      if (account === undefined) return undefined;
      changes.push({ kind: 'balance', seq: tx.seq, account, delta: leg.delta, tx });
    }
    for (const { account } of changes) this.#learn(account);
    return changes;
  }

  /** Newest states, whatever lay between; `undefined` where one is older than what is known. */
  update(seq: number, accounts: readonly AccountState[]): BalanceChange[] | undefined {
    const changes: BalanceChange[] = [];
    for (const account of accounts) {
      if (account.version < (this.#accounts.get(account.account)?.version ?? 0)) return undefined;
      changes.push({ kind: 'balance', seq, account });
    }
    for (const account of accounts) this.#learn(account);
    return changes;
  }

  #learn(account: AccountState): void {
    this.#accounts.set(account.account, account);
    if (this.#ledgers.has(account.ledger)) return;
    const { ledger, asset, balance } = account;
    this.#ledgers.set(ledger, { ledger, asset, zero: formatMoney(0n, decimalsOf(balance)) });
  }

  #opened(account: string, ledger: string): AccountState | undefined {
    const facts = this.#ledgers.get(ledger);
    if (facts === undefined || this.#accounts.has(account)) return undefined;
    return { account, ledger, asset: facts.asset, balance: facts.zero, available: facts.zero, version: 0 };
  }

  #ruled(id: string, rules: Rules | undefined): AccountState | undefined {
    const known = this.#accounts.get(id);
    if (known === undefined) return undefined;
    const { rules: _, ...account } = known;
    return rules === undefined || rules.kind === 'none' ? account : { ...account, rules };
  }

  #moved({ account, balance, available, version }: Leg, tx: Transaction): AccountState | undefined {
    const known = this.#accounts.get(account);
    if (known === undefined || version !== known.version + 1) return undefined;
    if (balance === undefined || available === undefined) return undefined;
    const { ledger, asset, frozen, closed, rules } = known;
    const moved = { account: known.account, ledger, asset, balance, available, version };
    if (frozen === undefined && closed === undefined && rules === undefined && !standings.has(tx.kind))
      return moved;
    return {
      ...moved,
      ...standingAfter(frozen, tx),
      ...(closed === true || tx.kind === 'close' ? { closed: true } : {}),
      ...(rules === undefined ? {} : { rules }),
    };
  }
}

/** Transactions that change what an account may do. */
const standings: ReadonlySet<Transaction['kind']> = new Set(['freeze', 'unfreeze', 'close']);

function standingAfter(
  before: Side | undefined,
  { kind, side = defaultSide }: Transaction,
): { frozen?: Side } {
  if (kind === 'unfreeze') return {};
  const frozen = kind === 'freeze' ? joinedSides(before, side) : before;
  return frozen === undefined ? {} : { frozen };
}
