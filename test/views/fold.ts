import { aheadMark, keySecond, keyStanding, markSecond } from '../../server/ledger/key-order.ts';
import { parseRecord } from '../../server/ledger/record.ts';
import type {
  HistoryPage,
  HistoryQuery,
  ListPage,
  ListQuery,
  LoadedAccount,
  LoadedLedger,
  LoadedState,
  TrialPage,
} from '../../server/views/views.ts';
import { formatMoney, parseMoney } from '../../shared/money.ts';
import type { Transaction } from '../../shared/transaction.ts';

/** What the views have to answer, worked out from all records in the plainest way. */
export class Fold {
  readonly #txs: { readonly tx: Transaction; readonly record: string }[] = [];
  readonly #ledgers = new Map<string, LoadedLedger>();
  readonly #accounts = new Map<string, LoadedAccount>();
  readonly #outcomes = new Map<string, string>();
  readonly #marks = new Set<string>();
  #floor = '';

  constructor(records: readonly string[]) {
    for (const record of records) {
      const parsed = parseRecord(record);
      if (parsed.refused) {
        const { at, by, command } = parsed.refusal;
        this.#key(command.key, by, at, record);
      } else {
        this.#transaction(parsed.tx, record);
        this.#key(parsed.tx.key, parsed.tx.by, parsed.tx.at, record);
      }
    }
  }

  get seq(): number {
    return this.#txs.length;
  }

  get accounts(): string[] {
    return [...this.#accounts.keys()];
  }

  /** Every key with its principal. */
  get keys(): { readonly by: string; readonly key: string }[] {
    return [...this.#outcomes.keys()].map((scoped) => {
      const [by = '', key = ''] = scoped.split(' ');
      return { by, key };
    });
  }

  outcome(by: string, key: string): string | undefined {
    return this.#outcomes.get(`${by} ${key}`);
  }

  load(recentMax: number): Omit<LoadedState, 'commit' | 'atMs'> {
    return {
      seq: this.seq,
      ledgers: [...this.#ledgers.values()],
      accounts: [...this.#accounts.values()],
      keys: { floor: this.#floor, ahead: this.#ahead() },
      recent: this.#txs.slice(-recentMax).map(({ record }) => record),
    };
  }

  list({ ledger, after = '', limit }: ListQuery): ListPage {
    const all = [...this.#accounts.values()]
      .filter(({ account }) => !account.startsWith('@') && account > after)
      .filter((account) => ledger === undefined || account.ledger === ledger)
      .sort((a, b) => (a.account < b.account ? -1 : 1));
    const accounts = all.slice(0, limit);
    return { seq: this.seq, accounts, next: all.length > limit ? (accounts.at(-1)?.account ?? null) : null };
  }

  history({ account, before, after, limit }: HistoryQuery): HistoryPage {
    if (!this.#accounts.has(account)) return { seq: this.seq, txs: undefined, next: null };
    const own = this.#txs.filter(({ tx }) => tx.legs.some((leg) => leg.account === account));
    const asked =
      after !== undefined
        ? own.filter(({ tx }) => tx.seq > after)
        : own.filter(({ tx }) => before === undefined || tx.seq < before).reverse();
    const page = asked.slice(0, limit);
    return {
      seq: this.seq,
      txs: page.map(({ record }) => record),
      next: asked.length > limit ? (page.at(-1)?.tx.seq ?? null) : null,
    };
  }

  trial(only: string | undefined): TrialPage {
    const ledgers = [...this.#ledgers.values()].filter(({ ledger }) => only === undefined || ledger === only);
    const trials = ledgers.map(({ ledger, asset, scale }) => {
      const accounts = [...this.#accounts.values()].filter((account) => account.ledger === ledger);
      const txs = this.#txs.filter(({ tx }) => tx.ledger === ledger);
      const moved = (kind: string): bigint =>
        sum(txs.filter(({ tx }) => tx.kind === kind).map(({ tx }) => minor(tx.amount, scale)));
      return {
        ledger,
        asset,
        scale,
        sum: formatMoney(sum(accounts.map(({ balance }) => balance)), scale),
        deposited: formatMoney(moved('deposit'), scale),
        withdrawn: formatMoney(moved('withdraw'), scale),
        held: formatMoney(sum(accounts.map(({ held }) => held)), scale),
        accounts: accounts.filter(({ account }) => !account.startsWith('@')).length,
        transactions: txs.length,
      };
    });
    return { seq: this.seq, ledgers: trials.sort((a, b) => (a.ledger < b.ledger ? -1 : 1)) };
  }

  #transaction(tx: Transaction, record: string): void {
    this.#txs.push({ tx, record });
    if (tx.kind === 'ledger') {
      const { ledger, asset = '', scale = 0, rules } = tx;
      this.#ledgers.set(ledger, { ledger, asset, scale, rules: JSON.stringify(rules) });
      this.#open(`@world:${ledger}`, ledger);
    }
    if (tx.account !== undefined) this.#open(tx.account, tx.ledger);
    for (const leg of tx.legs) {
      const account = this.#accounts.get(leg.account);
      if (account === undefined) throw new Error(`${leg.account} has a leg and is not open`);
      const balance = account.balance + minor(leg.delta, account.scale);
      this.#accounts.set(leg.account, { ...account, balance, version: account.version + 1 });
    }
  }

  #open(account: string, ledger: string): void {
    const { asset = '', scale = 0 } = this.#ledgers.get(ledger) ?? {};
    this.#accounts.set(account, { account, ledger, asset, scale, balance: 0n, held: 0n, version: 0 });
  }

  #key(key: string, by: string, at: string, record: string): void {
    this.#outcomes.set(`${by} ${key}`, record);
    const standing = keyStanding(key, Date.parse(at));
    if (standing === 'ordered' && key > this.#floor) this.#floor = key;
    if (standing === 'ahead') this.#marks.add(aheadMark(by, key));
  }

  /** Latest second first. */
  #ahead(): string[] {
    const floorSecond = keySecond(this.#floor);
    return [...this.#marks]
      .filter((mark) => markSecond(mark) >= floorSecond)
      .sort((a, b) => markSecond(b) - markSecond(a) || (a < b ? 1 : -1));
  }
}

function minor(text: string | undefined, scale: number): bigint {
  return parseMoney(text ?? '', scale) ?? 0n;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
