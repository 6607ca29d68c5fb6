import { errorCodes } from '../../shared/codes.ts';
import type { Command } from '../../shared/commands.ts';
import type { AccountState } from '../../shared/transaction.ts';
import type { Request } from '../../shared/up.ts';
import { commitment } from './answer.ts';
import { BalanceFeed } from './balance-feed.ts';
import type {
  AccountsPage,
  AnyCommandInput,
  BalanceInput,
  BatchResult,
  CaptureInput,
  CloseInput,
  Committed,
  DepositInput,
  FreezeInput,
  HistoryInput,
  HistoryPage,
  HoldInput,
  HoldsInput,
  HoldsPage,
  LedgerInput,
  ListInput,
  OpenInput,
  Outcome,
  PastBalance,
  Pong,
  ReleaseInput,
  ReverseInput,
  RulesInput,
  StatementInput,
  StatementPage,
  TransactionsInput,
  TransactionsPage,
  TransferInput,
  Trial,
  UnfreezeInput,
  WithdrawInput,
} from './calls.ts';
import type { WatchOptions, WatchTarget } from './changes.ts';
import type { CommandFields } from './encode.ts';
import { type FlorinError, Refused } from './errors.ts';
import type { HubState } from './hub-state.ts';
import { Line } from './line.ts';
import { Listeners } from './listeners.ts';
import type { Reply } from './messages.ts';
import { type BatchOptions, type CallOptions, type ConnectOptions, settingsOf } from './options.ts';
import type { OpenSocket } from './socket.ts';
import type { TransactionFeed } from './transaction-feed.ts';
import { untilLive } from './until-live.ts';
import { socketUrl } from './url.ts';
import type { Watch } from './watch.ts';

/** What can be listened to on a hub. */
export interface HubEvents {
  /** Each change of the connection's state. */
  state: HubState;
  /** Each account's newest state: all accounts first, then what changes. */
  balance: AccountState;
  /** What no call can reject with: why `balance` went silent. */
  error: FlorinError;
}

/**
 * A hub of accounts, over one connection that heals itself. Calls may be made at any time, also before the
 * connection stands; they reject with a {@link FlorinError}. Commands resolve once they are durable.
 */
export class Hub implements AsyncDisposable {
  /** The WebSocket address in full. */
  readonly url: string;
  readonly #line: Line;
  readonly #listeners = new Listeners<Omit<HubEvents, 'balance'>>();
  readonly #balances = new BalanceFeed(
    () => this.watch('*', { mode: 'latest' }),
    (failure) => this.#listeners.emit('error', failure),
  );
  readonly #listen: { [E in keyof HubEvents]: (listener: (value: HubEvents[E]) => void) => () => void } = {
    state: (listener) => this.#listeners.add('state', listener),
    balance: (listener) => this.#balances.listen(listener),
    error: (listener) => this.#listeners.add('error', listener),
  };

  /** Use `connect`. Throws `CannotConnect` (`bad_url`). */
  constructor(url: string, open: OpenSocket, options: ConnectOptions) {
    this.url = socketUrl(url);
    this.#line = new Line(this.url, open, settingsOf(options), (state) =>
      this.#listeners.emit('state', state),
    );
  }

  get state(): HubState {
    return this.#line.state;
  }

  /**
   * Resolves as soon as the connection stands. Rejects with `CannotConnect` where the hub closes for good
   * or the time given runs out, and with `NotSent` where the signal fires or `close` is called.
   */
  ready(options: Pick<CallOptions, 'signal' | 'timeoutMs'> = {}): Promise<void> {
    return untilLive(this, options);
  }

  /** Creates a ledger: one asset with `scale` decimals, and its limit rules. */
  createLedger(command: LedgerInput, options?: CallOptions): Promise<Committed> {
    return this.#command('ledger', command, options);
  }

  /** Opens an account with balance zero, in ledger `main` unless named. */
  open(command: OpenInput, options?: CallOptions): Promise<Committed> {
    return this.#command('open', command, options);
  }

  /** Brings money in from outside. Amounts are decimal texts such as `'12.50'`. */
  deposit(command: DepositInput, options?: CallOptions): Promise<Committed> {
    return this.#command('deposit', command, options);
  }

  /** Takes money out. */
  withdraw(command: WithdrawInput, options?: CallOptions): Promise<Committed> {
    return this.#command('withdraw', command, options);
  }

  /** Moves money between two accounts of one ledger. */
  transfer(command: TransferInput, options?: CallOptions): Promise<Committed> {
    return this.#command('transfer', command, options);
  }

  /** Reserves money of an account for another: it stays where it is, but cannot be spent. */
  hold(command: HoldInput, options?: CallOptions): Promise<Committed> {
    return this.#command('hold', command, options);
  }

  /** Moves what a hold reserves, or a part of it; the rest is given back. */
  capture(command: CaptureInput, options?: CallOptions): Promise<Committed> {
    return this.#command('capture', command, options);
  }

  /** Gives a hold back. */
  release(command: ReleaseInput, options?: CallOptions): Promise<Committed> {
    return this.#command('release', command, options);
  }

  /** Undoes a movement, or a part of it. */
  reverse(command: ReverseInput, options?: CallOptions): Promise<Committed> {
    return this.#command('reverse', command, options);
  }

  /** Stops an account from giving, taking or both. */
  freeze(command: FreezeInput, options?: CallOptions): Promise<Committed> {
    return this.#command('freeze', command, options);
  }

  /** Lets a frozen account give and take again. */
  unfreeze(command: UnfreezeInput, options?: CallOptions): Promise<Committed> {
    return this.#command('unfreeze', command, options);
  }

  /** Closes an empty account for ever. */
  closeAccount(command: CloseInput, options?: CallOptions): Promise<Committed> {
    return this.#command('close', command, options);
  }

  /** Changes the limits of an account or a ledger. */
  setRules(command: RulesInput, options?: CallOptions): Promise<Committed> {
    return this.#command('rules', command, options);
  }

  /** Sends any command by its type. */
  send({ t, ...command }: AnyCommandInput, options?: CallOptions): Promise<Committed> {
    return this.#command(t, command, options);
  }

  /**
   * Sends commands together and resolves with what became of each, in order; refusals are results here. With
   * `atomic` all are applied or none: the first that is refused has its code, the others `batch_failed`.
   *
   * Rejects like one command: where the batch was never sent nothing was done, and `OutcomeUnknown` names the
   * keys of all. `bad_request` where a command does not have its shape, two have one key, there is none, or an
   * atomic batch is above 1,000 commands or larger than a frame of the hub; any other is split as needed.
   */
  batch(
    commands: readonly AnyCommandInput[],
    { atomic = false, ...options }: BatchOptions = {},
  ): Promise<readonly BatchResult[]> {
    return this.#line.requests.batch(commands, atomic, options);
  }

  /** The named accounts as they are now; `unknown_account` where one is not open. */
  get(accounts: readonly string[], options?: CallOptions): Promise<AccountsPage> {
    return this.#ask('get', { accounts }, 'accounts', options);
  }

  /** Accounts in id order, a page at a time. */
  list(query: ListInput = {}, options?: CallOptions): Promise<AccountsPage> {
    return this.#ask('list', query, 'accounts', options);
  }

  /** An account's transactions: newest first, or oldest first above `after`. */
  history(query: HistoryInput, options?: CallOptions): Promise<HistoryPage> {
    return this.#ask('history', query, 'history', options);
  }

  /** What an account held just behind a seq, or at a time that is past. */
  balance(query: BalanceInput, options?: CallOptions): Promise<PastBalance> {
    return this.#ask('balance', query, 'balance', options);
  }

  /** A period of an account: opening and closing balance, and what lies between, a page at a time. */
  statement(query: StatementInput, options?: CallOptions): Promise<StatementPage> {
    return this.#ask('statement', query, 'statement', options);
  }

  /** All transactions of the hub or of a ledger, oldest first, a page at a time. */
  journal(query: TransactionsInput = {}, options?: CallOptions): Promise<TransactionsPage> {
    return this.#ask('transactions', query, 'transactions', options);
  }

  /** Open holds, oldest first, a page at a time: those that name an account, those of a ledger, or all. */
  holds(query: HoldsInput = {}, options?: CallOptions): Promise<HoldsPage> {
    return this.#ask('holds', query, 'holds', options);
  }

  /** What became of the command with this key. */
  async outcome(key: string, options?: CallOptions): Promise<Outcome> {
    try {
      const { tx } = await this.#ask('outcome', { key }, 'ok', options);
      return { kind: 'committed', tx };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, message, retryable } = error;
      if (code === 'unknown_key') return { kind: 'unknown' };
      // What is not remembered under a key was said of the question.
      if (!errorCodes[code].frozen) throw error;
      return { kind: 'refused', error: new Refused({ code, message, retryable, key, replayed: true }) };
    }
  }

  /** The books of one ledger or of all: each `sum` is zero. */
  trial(ledger?: string, options?: CallOptions): Promise<Trial> {
    return this.#ask('trial', { ledger }, 'trial', options);
  }

  /** Asks the hub whether it is there. */
  ping(options?: CallOptions): Promise<Pong> {
    return this.#ask('ping', {}, 'pong', options);
  }

  /** Follows accounts live. Returns at once; the first change is a snapshot. */
  watch(target: WatchTarget, options?: WatchOptions): Watch {
    return this.#line.watches.watch(target, options);
  }

  /** Follows the flow of transactions, of all accounts, from now on. */
  transactions(): TransactionFeed {
    return this.#line.watches.transactions();
  }

  /** Listens; returns what takes the listener off again. */
  on<E extends keyof HubEvents>(event: E, listener: (value: HubEvents[E]) => void): () => void {
    return this.#listen[event](listener);
  }

  /**
   * Ends the connection and all that waits for it: what was not written never leaves (`NotSent`), what was
   * written and not answered is `OutcomeUnknown`. Resolves when the socket is closed.
   */
  close(): Promise<void> {
    return this.#line.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #command(t: Command['t'], input: CommandFields, options: CallOptions | undefined): Promise<Committed> {
    return this.#line.requests.command(t, input, commitment, options);
  }

  /** What the reply to a question says besides its type and correlation. */
  #ask<T extends Reply['t']>(
    t: Request['t'],
    fields: object,
    expected: T,
    options: CallOptions | undefined,
  ): Promise<Omit<Extract<Reply, { t: T }>, 't' | 'id'>> {
    const answer = {
      t: expected,
      result: ({ t: _type, id: _id, ...said }: Extract<Reply, { t: T }>) => said,
    };
    return this.#line.requests.question(t, fields, answer, options);
  }
}
