import assert from 'node:assert';
import type { Command } from '../../shared/commands.ts';
import type { Rules } from '../../shared/rules.ts';
import type { AccountState } from '../../shared/transaction.ts';

/**
 * The hub as plain as can be: whole numbers of minor units, and every check in the order of docs/PROTOCOL.md. It
 * shares no code with the ledger. What it answers is a line of text.
 *
 * It is asked in either of two ways: `ask` does all that a hub does with a command; `decide` and its like take the
 * decisions of a journal one by one, which says itself when a hold ended.
 */

interface Book {
  readonly id: string;
  readonly asset: string;
  readonly scale: number;
  readonly accounts: Account[];
  rules: Rules;
  transactions: number;
  deposited: bigint;
  withdrawn: bigint;
}
interface Account {
  readonly id: string;
  readonly book: Book;
  balance: bigint;
  held: bigint;
  version: number;
  stops: string[];
  isClosed: boolean;
  rules: Rules;
  spent: bigint;
  day: number;
  /** What it was just behind each of its versions. */
  readonly entries: Entry[];
}
interface Hold {
  readonly seq: number;
  readonly from: Account;
  readonly to: Account;
  readonly amount: bigint;
  readonly expiresMs: number;
  readonly day: number;
  isOpen: boolean;
}
interface Movement {
  readonly seq: number;
  readonly from: Account;
  readonly to: Account;
  left: bigint;
}
/** An account just behind a seq. */
interface Entry {
  readonly seq: number;
  readonly text: string;
}

class Refused extends Error {}
function refuse(code: string): never {
  throw new Refused(code);
}

const most = 2n ** 63n;
const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);

export class Reference {
  #seq = 0;
  #atMs = 0;
  readonly #books = new Map<string, Book>();
  readonly #accounts = new Map<string, Account>();
  readonly #holds = new Map<number, Hold>();
  readonly #movements = new Map<number, Movement>();
  /** Takes back what a batch has done, the newest first, should it fail; undefined outside of batches. */
  #undo: (() => void)[] | undefined;
  /** What was answered under each key, and to what. */
  readonly #keys = new Map<string, { readonly content: string; readonly answer: string }>();

  /** Begins as a hub without the demo bank does at this time; without a time, before a hub's first transaction. */
  constructor(nowMs?: number) {
    if (nowMs === undefined) return;
    this.decide(
      { t: 'ledger', id: 0, key: 'hub.ledger.main', ledger: 'main', asset: 'CNY', scale: 2 },
      nowMs,
    );
  }

  get seq(): number {
    return this.#seq;
  }
  get openHolds(): number[] {
    return [...this.#holds.values()].filter(({ isOpen }) => isOpen).map(({ seq }) => seq);
  }
  get movements(): number[] {
    return [...this.#movements.keys()];
  }
  versionOf(id: string): number {
    return this.#accounts.get(id)?.version ?? 0;
  }

  ask(command: Command, nowMs: number): string {
    const before = this.#keys.get(command.key);
    if (before !== undefined) return this.#again(command, before);
    this.expire(nowMs);
    return this.decide(command, nowMs);
  }

  /** Decides a command under a key that is new. The hub itself is not held to limits. */
  decide(command: Command, nowMs: number, isHub = false): string {
    return this.#decide(command, nowMs, this.seq, isHub);
  }

  /** All or nothing. */
  askTogether(commands: readonly Command[], nowMs: number): string[] {
    const known = commands.map(({ key }) => this.#keys.get(key));
    if (known.every((before) => before !== undefined)) {
      return commands.map((command, nth) => this.#again(command, known[nth]));
    }
    if (known.some((before) => before !== undefined)) {
      return known.map((before) => (before === undefined ? 'batch_failed' : 'key_reused'));
    }
    this.expire(nowMs);
    return this.decideTogether(commands, nowMs);
  }

  /** Decides commands under keys that are new: all of them are done, or none. `did` hears of each, before a later one fails. */
  decideTogether(commands: readonly Command[], nowMs: number, did = (_nth: number): void => {}): string[] {
    const [seq, atMs, answers, undo] = [this.#seq, this.#atMs, [] as string[], [] as (() => void)[]];
    this.#undo = undo;
    for (const command of commands) {
      const answer = this.#decide(command, nowMs, seq, false);
      answers.push(answer);
      if (!answer.startsWith('ok')) break;
      did(answers.length - 1);
    }
    this.#undo = undefined;
    const refusal = answers.at(-1) ?? '';
    if (refusal.startsWith('ok')) return answers;
    for (const step of undo.reverse()) step();
    [this.#seq, this.#atMs] = [seq, atMs];
    return commands.map((command, nth) => {
      const answer = nth === answers.length - 1 ? refusal : 'batch_failed';
      if (refusal === 'expired') this.#keys.delete(command.key);
      else this.#keys.set(command.key, { content: contentOf(command), answer });
      return answer;
    });
  }

  /** Ends a hold by its time, as a journal's `expire` does. */
  end(seq: number, nowMs: number): string {
    return answerOf(() => {
      const hold = this.#hold(seq);
      if (!hold.isOpen) refuse('hold_settled');
      if (hold.expiresMs > nowMs) refuse('not due');
      return this.#giveBack(hold, nowMs);
    });
  }

  /** An account as messages show it; `undefined` where there is none. */
  stateOf(id: string): AccountState | undefined {
    const account = this.#accounts.get(id);
    if (account === undefined) return undefined;
    const { book, balance, held, version, stops, isClosed, rules } = account;
    const sides = (['debit', 'credit'] as const).filter((side) => stops.includes(side));
    const [side] = sides;
    return {
      account: id,
      ledger: book.id,
      asset: book.asset,
      balance: money(balance, book.scale),
      available: money(balance - held, book.scale),
      version,
      ...(side === undefined ? {} : { frozen: sides.length === 2 ? 'both' : side }),
      ...(isClosed ? { closed: true } : {}),
      ...(rules.kind === 'none' ? {} : { rules }),
    };
  }

  get(ids: readonly string[], nowMs: number): string {
    this.expire(nowMs);
    return answerOf(() => ids.map((id) => stateText(this.#account(id))).join(' '));
  }

  trial(): string {
    const lines = [...this.#books.values()].map((book) => {
      const own = book.accounts;
      const held = own.reduce((sum, account) => sum + account.held, 0n);
      const [sum, deposited, withdrawn, reserved] = [0n, book.deposited, book.withdrawn, held].map((minor) =>
        money(minor, book.scale),
      );
      return `${book.id} ${sum} ${deposited} ${withdrawn} ${reserved} ${own.length - 1} ${book.transactions}`;
    });
    return lines.sort().join('\n');
  }

  /** An account just behind an earlier seq. */
  balanceAt(id: string, seq: number): string {
    return answerOf(() => {
      const { book, entries } = this.#account(id);
      const entry = entries.findLast((each) => each.seq <= seq);
      const zero = money(0n, book.scale);
      return entry?.text ?? `${id}=${zero}(${zero})v0`;
    });
  }

  /** The open holds that name an account. */
  holds(id: string, nowMs: number): string {
    this.expire(nowMs);
    return answerOf(() => {
      this.#account(id);
      return [...this.#holds.values()]
        .filter(({ isOpen, from, to }) => isOpen && (from.id === id || to.id === id))
        .map(({ seq, from, to, amount }) => `#${seq} ${from.id} ${to.id} ${money(amount, from.book.scale)}`)
        .join(' ');
    });
  }

  /** Ends the holds whose time has come. */
  expire(nowMs: number): void {
    const due = [...this.#holds.values()].filter(({ isOpen, expiresMs }) => isOpen && expiresMs <= nowMs);
    for (const hold of due.sort((a, b) => a.expiresMs - b.expiresMs)) this.#giveBack(hold, nowMs);
  }

  #again(command: Command, before: { content: string; answer: string } | undefined): string {
    return before?.content === contentOf(command) ? `again ${before.answer}` : 'key_reused';
  }

  #decide(command: Command, nowMs: number, knownSeq: number, isHub: boolean): string {
    const { deadline, key } = command;
    const answer = answerOf(() => {
      if (deadline !== undefined && nowMs > Date.parse(deadline)) refuse('expired');
      return this.#run(command, nowMs, knownSeq, isHub);
    });
    if (answer !== 'expired') this.#keys.set(key, { content: contentOf(command), answer });
    return answer;
  }

  /** Movements above `knownSeq` are of the same batch and cannot be reversed yet. */
  #run(command: Command, nowMs: number, knownSeq: number, isHub: boolean): string {
    const day = dayOf(Math.max(nowMs, this.#atMs));
    switch (command.t) {
      case 'ledger': {
        const { ledger: id, asset, scale, rules = { kind: 'none' } } = command;
        if (this.#books.has(id)) refuse('ledger_exists');
        this.#checkExpect(command);
        checkLimits(rules, scale);
        const book = { id, asset, scale, accounts: [], rules, transactions: 0, deposited: 0n, withdrawn: 0n };
        this.#add(this.#books, id, book);
        this.#open(`@world:${id}`, book);
        return this.#commit(command.t, book, nowMs, '');
      }
      case 'open': {
        const book = this.#book(command.ledger ?? 'main');
        if (this.#accounts.has(command.account)) refuse('account_exists');
        this.#checkExpect(command);
        this.#open(command.account, book);
        return this.#commit(command.t, book, nowMs, '');
      }
      case 'deposit':
      case 'withdraw': {
        const client = this.#account(command.account);
        const { book } = client;
        const world = this.#account(`@world:${book.id}`);
        const [from, to] = command.t === 'deposit' ? [world, client] : [client, world];
        this.#checkExpect(command);
        checkStanding(from, to);
        const amount = minor(command.amount, book.scale);
        checkRange(from, to, amount);
        if (!isHub) this.#checkLimits(command.t, from, to, amount, day);
        checkFunds(from, amount);
        if (command.t === 'withdraw') spend(from, amount, day);
        if (command.t === 'deposit') book.deposited += amount;
        else book.withdrawn += amount;
        return this.#move(command.t, from, to, amount, nowMs);
      }
      case 'transfer':
      case 'hold': {
        const expiresMs =
          command.t === 'hold' && command.expires ? Date.parse(command.expires) : Number.POSITIVE_INFINITY;
        if (expiresMs <= nowMs) refuse('expired');
        const [from, to] = [this.#account(command.from), this.#account(command.to)];
        if (from === to) refuse('same_account');
        if (from.book !== to.book) refuse('ledger_mismatch');
        this.#checkExpect(command);
        checkStanding(from, to);
        const amount = minor(command.amount, from.book.scale);
        checkRange(from, to, amount);
        this.#checkLimits(command.t, from, to, amount, day);
        checkFunds(from, amount);
        spend(from, amount, day);
        if (command.t === 'transfer') return this.#move(command.t, from, to, amount, nowMs);
        from.held += amount;
        const seq = this.seq + 1;
        this.#add(this.#holds, seq, { seq, from, to, amount, expiresMs, day, isOpen: true });
        const amountText = money(amount, from.book.scale);
        return this.#commit(command.t, from.book, nowMs, amountText, this.#leg(from, 0n));
      }
      case 'capture': {
        const hold = this.#hold(command.hold);
        this.#checkExpect(command);
        if (!hold.isOpen) refuse('hold_settled');
        const { from, to } = hold;
        checkStanding(from, to);
        const amount = command.amount === undefined ? hold.amount : minor(command.amount, from.book.scale);
        const isFunded = amount <= hold.amount;
        checkRange(from, to, amount, isFunded);
        if (!isFunded) refuse('insufficient_funds');
        const top = limitOf(to, 'maxBalance');
        if (top !== undefined && to.balance + amount > top) refuse('limit_transfer');
        hold.isOpen = false;
        from.held -= hold.amount;
        if (from.day === hold.day) from.spent -= hold.amount - amount;
        return this.#move(command.t, from, to, amount, nowMs, hold.amount - amount);
      }
      case 'release': {
        const hold = this.#hold(command.hold);
        this.#checkExpect(command);
        if (!hold.isOpen) refuse('hold_settled');
        return this.#giveBack(hold, nowMs, command.t);
      }
      case 'reverse': {
        const moved = this.#movements.get(command.tx);
        if (moved === undefined || moved.seq > knownSeq) return refuse('unknown_tx');
        this.#touch(moved, moved.from, moved.to, moved.from.book);
        this.#checkExpect(command);
        if (moved.left === 0n) refuse('already_reversed');
        const { from: to, to: from } = moved;
        checkStanding(from, to);
        const amount = command.amount === undefined ? moved.left : minor(command.amount, from.book.scale);
        checkRange(from, to, amount);
        if (amount > moved.left) refuse('already_reversed');
        checkFunds(from, amount);
        moved.left -= amount;
        if (to.id.startsWith('@')) to.book.deposited -= amount;
        if (from.id.startsWith('@')) from.book.withdrawn -= amount;
        return this.#move(command.t, from, to, amount, nowMs);
      }
      case 'freeze':
      case 'unfreeze':
      case 'close': {
        const account = this.#account(command.account);
        this.#checkExpect(command);
        if (account.isClosed) refuse('account_closed');
        if (command.t === 'close') {
          if (account.balance !== 0n || account.held !== 0n) refuse('conflict');
          account.isClosed = true;
        }
        if (command.t === 'unfreeze') account.stops = [];
        if (command.t === 'freeze') {
          const { side = 'both' } = command;
          account.stops = [...account.stops, ...(side === 'both' ? ['debit', 'credit'] : [side])];
        }
        return this.#commit(command.t, account.book, nowMs, '', this.#leg(account, 0n));
      }
      case 'rules': {
        const { account: id, ledger = '', rules } = command;
        const changed = id === undefined ? this.#book(ledger) : this.#account(id);
        this.#checkExpect(command);
        const book = 'book' in changed ? changed.book : changed;
        if ('isClosed' in changed && changed.isClosed) refuse('account_closed');
        checkLimits(rules, book.scale);
        changed.rules = rules;
        return this.#commit(command.t, book, nowMs, '');
      }
    }
  }

  #open(id: string, book: Book): void {
    const rules = { kind: 'none' } as const;
    const zero = { balance: 0n, held: 0n, version: 0, spent: 0n, day: 0 };
    const account = { id, book, ...zero, stops: [], isClosed: false, rules, entries: [] };
    this.#add(this.#accounts, id, account);
    book.accounts.push(account);
    this.#undo?.push(() => book.accounts.pop());
  }

  #account(id: string): Account {
    const account = this.#accounts.get(id) ?? refuse('unknown_account');
    this.#touch(account, account.book);
    return account;
  }
  #book(id: string): Book {
    const book = this.#books.get(id) ?? refuse('unknown_ledger');
    this.#touch(book);
    return book;
  }
  #hold(seq: number): Hold {
    const hold = this.#holds.get(seq) ?? refuse('unknown_hold');
    this.#touch(hold, hold.from, hold.to, hold.from.book);
    return hold;
  }

  /** What may be changed now, so that a batch that fails can leave it as it was. */
  #touch(...parts: readonly object[]): void {
    if (this.#undo === undefined) return;
    for (const part of parts) {
      const before = { ...part };
      this.#undo.push(() => Object.assign(part, before));
    }
  }
  #add<K, V>(map: Map<K, V>, key: K, value: V): void {
    map.set(key, value);
    this.#undo?.push(() => map.delete(key));
  }

  #checkExpect({ expect = {} }: Command): void {
    for (const id of Object.keys(expect)) this.#account(id);
    for (const [id, version] of Object.entries(expect)) {
      if (this.#account(id).version !== version) refuse('conflict');
    }
  }

  #checkLimits(
    t: 'deposit' | 'withdraw' | 'transfer' | 'hold',
    from: Account,
    to: Account,
    amount: bigint,
    day: number,
  ): void {
    const code = t === 'deposit' ? 'limit_deposit' : t === 'withdraw' ? 'limit_withdraw' : 'limit_transfer';
    const client = t === 'deposit' ? to : from;
    const name = t === 'deposit' ? 'maxDeposit' : t === 'withdraw' ? 'maxWithdraw' : 'maxTransfer';
    let largest = limitOf(client, name);
    if (largest === undefined && client.book.rules.kind === 'peers' && t !== 'transfer' && t !== 'hold') {
      const peers = client.book.accounts.filter(({ id, isClosed }) => !id.startsWith('@') && !isClosed);
      const balances = peers.map(({ balance }) => balance);
      const others = peers.filter((peer) => peer !== client).map(({ balance }) => balance);
      const total = balances.reduce((sum, each) => sum + each, 0n);
      largest = t === 'deposit' ? (total - (least(balances) ?? 0n)) / 2n : (greatest(others) ?? 0n);
    }
    if (largest !== undefined && amount > largest) refuse(code);
    const perDay = t === 'deposit' ? undefined : limitOf(from, 'maxPerDay');
    if (perDay !== undefined && (from.day === day ? from.spent : 0n) + amount > perDay) refuse(code);
    const top = limitOf(to, 'maxBalance');
    if (top !== undefined && to.balance + amount > top && canGive(from, amount)) refuse(code);
  }

  #move(t: string, from: Account, to: Account, amount: bigint, nowMs: number, released?: bigint): string {
    const seq = this.seq + 1;
    if (t !== 'reverse') this.#add(this.#movements, seq, { seq, from, to, left: amount });
    const { scale } = from.book;
    const texts = [amount, ...(released === undefined ? [] : [released])].map((each) => money(each, scale));
    const legs = [this.#leg(from, -amount), this.#leg(to, amount)];
    return this.#commit(t, from.book, nowMs, texts.join('/'), ...legs);
  }

  #giveBack(hold: Hold, nowMs: number, t = 'expire'): string {
    const { from, amount, day } = hold;
    hold.isOpen = false;
    from.held -= amount;
    if (from.day === day) from.spent -= amount;
    return this.#commit(t, from.book, nowMs, `/${money(amount, from.book.scale)}`, this.#leg(from, 0n));
  }

  #leg(account: Account, delta: bigint): string {
    account.balance += delta;
    account.version += 1;
    assert(account.held >= 0n && account.spent >= 0n);
    const text = heldText(account);
    account.entries.push({ seq: this.seq + 1, text });
    this.#undo?.push(() => account.entries.pop());
    return `${money(delta, account.book.scale)}>${text}`;
  }

  #commit(t: string, book: Book, nowMs: number, amounts: string, ...legs: string[]): string {
    book.transactions += 1;
    this.#seq += 1;
    this.#atMs = Math.max(this.#atMs, nowMs);
    return ['ok', this.seq, t, amounts, ...legs].join(' ');
  }
}

function answerOf(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function contentOf({ id: _id, key: _key, ...content }: Command): string {
  return JSON.stringify(content);
}

function heldText({ id, book, balance, held, version }: Account): string {
  return `${id}=${money(balance, book.scale)}(${money(balance - held, book.scale)})v${version}`;
}
function stateText(account: Account): string {
  const { stops, isClosed, rules } = account;
  const frozen = ['debit', 'credit'].filter((side) => stops.includes(side)).join('+');
  return `${heldText(account)}${frozen}${isClosed ? ' closed' : ''}${rules.kind === 'none' ? '' : JSON.stringify(rules)}`;
}

/** Decimal text of minor units. */
function money(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : '.'}${digits.slice(digits.length - scale)}`;
}
function minor(text: string, scale: number): bigint {
  const [whole = '', decimals = ''] = text.split('.');
  if (decimals.length > scale) refuse('amount_precision');
  return BigInt(whole + decimals.padEnd(scale, '0'));
}

function limitOf(account: Account, name: Exclude<keyof Extract<Rules, { kind: 'fixed' }>, 'kind'>) {
  if (account.id.startsWith('@')) return undefined;
  const { rules: own, book } = account;
  const text =
    (own.kind === 'fixed' ? own[name] : undefined) ??
    (book.rules.kind === 'fixed' ? book.rules[name] : undefined);
  return text === undefined ? undefined : minor(text, book.scale);
}
function checkLimits(rules: Rules, scale: number): void {
  const { kind: _, ...limits } = rules;
  const values = Object.values(limits).map((text = '0') => minor(text, scale));
  if (values.some((value) => value >= most || value < -most)) refuse('overflow');
}
function checkStanding(from: Account, to: Account): void {
  if (from.isClosed || to.isClosed) refuse('account_closed');
  if (from.stops.includes('debit') || to.stops.includes('credit')) refuse('account_frozen');
}
function checkRange(from: Account, to: Account, amount: bigint, isFunded = canGive(from, amount)): void {
  const isTooMuch = isFunded ? to.balance + amount >= most : amount >= most / 2n;
  if (from.balance - amount < -most || isTooMuch) refuse('overflow');
}
function checkFunds(from: Account, amount: bigint): void {
  if (!canGive(from, amount)) refuse('insufficient_funds');
}
function canGive(from: Account, amount: bigint): boolean {
  const floor = limitOf(from, 'minBalance') ?? 0n;
  return from.id.startsWith('@') || from.balance - from.held - amount >= floor;
}
function spend(account: Account, amount: bigint, day: number): void {
  account.spent = (account.day === day ? account.spent : 0n) + amount;
  account.day = day;
}
function least(values: readonly bigint[]): bigint | undefined {
  return values.toSorted((a, b) => (a < b ? -1 : 1))[0];
}
function greatest(values: readonly bigint[]): bigint | undefined {
  return values.toSorted((a, b) => (a > b ? -1 : 1))[0];
}
