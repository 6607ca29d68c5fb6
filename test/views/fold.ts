import { aheadMark, keySecond, keyStanding, markSecond } from '../../server/ledger/key-order.ts';
import { parseRecord } from '../../server/ledger/record.ts';
import type {
  FoundPast,
  HistoryPage,
  HistoryQuery,
  HoldsPage,
  HoldsQuery,
  ListPage,
  ListQuery,
  LoadedAccount,
  LoadedHold,
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
  readonly #holds = new Map<number, LoadedHold>();
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

  /** Of all transactions, and one more. */
  get seqs(): number[] {
    return Array.from({ length: this.seq + 1 }, (_, before) => before + 1);
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

  /** A transaction with what settled it, or all that was reversed of it. */
  past(tx: number): FoundPast {
    const sequels = this.#txs.filter(({ tx: later }) => later.hold === tx || later.reverses === tx);
    const newest = sequels.at(-1);
    const reversals = sequels.filter(({ tx: later }) => later.kind === 'reverse');
    const reversed = sum(
      reversals.map(({ tx: { amount, ledger } }) => minor(amount, this.#ledgers.get(ledger)?.scale ?? 0)),
    );
    return {
      seq: this.seq,
      record: this.#txs[tx - 1]?.record,
      sequel: newest && { tx, by: newest.tx.seq, record: newest.record, reversed },
    };
  }

  load(recentMax: number): Omit<LoadedState, 'commit' | 'atMs'> {
    return {
      seq: this.seq,
      ledgers: [...this.#ledgers.values()],
      accounts: [...this.#accounts.values()],
      holds: [...this.#holds.values()],
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
    const own = this.#txs.filter(
      ({ tx }) =>
        tx.legs.some((leg) => leg.account === account) || (tx.kind === 'rules' && tx.account === account),
    );
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

  holds({ account, ledger, after, limit }: HoldsQuery): HoldsPage {
    const isThere = account === undefined || this.#accounts.has(account);
    if (!isThere || (ledger !== undefined && !this.#ledgers.has(ledger))) {
      return { seq: this.seq, holds: undefined, next: null };
    }
    const all = this.#txs
      .filter(({ tx: { seq } }) => this.#holds.has(seq) && seq > after)
      .filter(({ tx: { from, to } }) => account === undefined || from === account || to === account)
      .filter(({ tx }) => ledger === undefined || tx.ledger === ledger);
    const holds = all.slice(0, limit).map(({ tx }) => {
      const { seq, at, key, by, from = '', to = '', amount = '', expires, memo } = tx;
      const { asset = '' } = this.#ledgers.get(tx.ledger) ?? {};
      const said = { seq, at, key, by, from, to, ledger: tx.ledger, asset, amount };
      return { ...said, ...(expires && { expires }), ...(memo && { memo }) };
    });
    return { seq: this.seq, holds, next: all.length > limit ? (holds.at(-1)?.seq ?? null) : null };
  }

  trial(only: string | undefined): TrialPage {
    const ledgers = [...this.#ledgers.values()].filter(({ ledger }) => only === undefined || ledger === only);
    const trials = ledgers.map(({ ledger, asset, scale }) => {
      const accounts = [...this.#accounts.values()].filter((account) => account.ledger === ledger);
      const txs = this.#txs.filter(({ tx }) => tx.ledger === ledger);
      /** What came from outside and stayed, or went there: a reversal takes it back. */
      const moved = (kind: string, worldGives: boolean): bigint =>
        sum(txs.filter(({ tx }) => tx.kind === kind).map(({ tx }) => minor(tx.amount, scale))) -
        sum(
          txs
            .filter(({ tx }) => tx.kind === 'reverse')
            .filter(({ tx }) => tx.legs[worldGives ? 1 : 0]?.account === `@world:${ledger}`)
            .map(({ tx }) => minor(tx.amount, scale)),
        );
      return {
        ledger,
        asset,
        scale,
        sum: formatMoney(sum(accounts.map(({ balance }) => balance)), scale),
        deposited: formatMoney(moved('deposit', true), scale),
        withdrawn: formatMoney(moved('withdraw', false), scale),
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
    if (tx.kind === 'open' && tx.account !== undefined) this.#open(tx.account, tx.ledger);
    for (const leg of tx.legs) {
      const account = this.#accountOf(leg.account);
      const balance = account.balance + minor(leg.delta, account.scale);
      this.#accounts.set(leg.account, { ...account, balance, version: account.version + 1 });
    }
    this.#reserve(tx);
    this.#stand(tx);
  }

  /** What is reserved, and what has left its account on a day. */
  #reserve(tx: Transaction): void {
    const day = Math.floor(Date.parse(tx.at) / 86_400_000);
    const { scale = 0 } = this.#ledgers.get(tx.ledger) ?? {};
    const amount = minor(tx.amount, scale);
    const [giver = ''] = tx.legs.map((leg) => leg.account);
    if (tx.kind === 'withdraw' || tx.kind === 'transfer' || tx.kind === 'hold') {
      const account = this.#accountOf(giver);
      const spent = (account.spentDay === day ? account.spent : 0n) + amount;
      this.#accounts.set(giver, { ...account, spent, spentDay: day });
    }
    if (tx.kind === 'hold') {
      const { seq, from = '', to = '', expires } = tx;
      const expiresMs = expires === undefined ? -1 : Date.parse(expires);
      this.#holds.set(seq, { seq, from, to, amount, expiresMs, day });
      const account = this.#accountOf(from);
      this.#accounts.set(from, { ...account, held: account.held + amount });
    }
    const hold = this.#holds.get(tx.hold ?? 0);
    if (hold === undefined) return;
    this.#holds.delete(hold.seq);
    const account = this.#accountOf(hold.from);
    const back = account.spentDay === hold.day ? minor(tx.released, scale) : 0n;
    const left = { held: account.held - hold.amount, spent: account.spent - back };
    this.#accounts.set(hold.from, { ...account, ...left });
  }

  #stand(tx: Transaction): void {
    if (tx.kind === 'rules') {
      const rules = JSON.stringify(tx.rules);
      if (tx.account === undefined) {
        const ledger = this.#ledgers.get(tx.ledger);
        if (ledger !== undefined) this.#ledgers.set(tx.ledger, { ...ledger, rules });
      } else {
        const own = tx.rules?.kind === 'none' ? '' : rules;
        this.#accounts.set(tx.account, { ...this.#accountOf(tx.account), rules: own });
      }
    }
    if (tx.kind !== 'freeze' && tx.kind !== 'unfreeze' && tx.kind !== 'close') return;
    const account = this.#accountOf(tx.account ?? '');
    const sides = new Set(
      [account.frozen, tx.side].flatMap((side) => (side === 'both' ? ['debit', 'credit'] : (side ?? []))),
    );
    const frozen =
      sides.size === 2 ? 'both' : sides.has('debit') ? 'debit' : sides.has('credit') ? 'credit' : undefined;
    this.#accounts.set(account.account, {
      ...account,
      frozen: tx.kind === 'freeze' ? frozen : tx.kind === 'close' ? account.frozen : undefined,
      closed: tx.kind === 'close',
    });
  }

  #accountOf(id: string): LoadedAccount {
    const account = this.#accounts.get(id);
    if (account === undefined) throw new Error(`${id} is told of and is not open`);
    return account;
  }

  #open(account: string, ledger: string): void {
    const { asset = '', scale = 0 } = this.#ledgers.get(ledger) ?? {};
    const standing = { frozen: undefined, closed: false, rules: '', spent: 0n, spentDay: 0 };
    const money = { balance: 0n, held: 0n, version: 0 };
    this.#accounts.set(account, { account, ledger, asset, scale, ...money, ...standing });
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
  return text === undefined ? 0n : (parseMoney(text, scale) ?? 0n);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
