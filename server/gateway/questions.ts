import { pageItemsDefault } from '../../shared/limits.ts';
import { parseMoney } from '../../shared/money.ts';
import type {
  Balance,
  History,
  Holds,
  List,
  Outcome,
  Statement,
  Transactions,
  Trial,
} from '../../shared/queries.ts';
import { RulesSchema } from '../../shared/rules.ts';
import type { Access } from '../access/access.ts';
import { denialOfQuestion } from '../access/authorise.ts';
import { recordFor } from '../access/telling.ts';
import { marksOf, type State } from '../ledger/state.ts';
import { limits } from '../limits.ts';
import type { Pipeline } from '../pipeline.ts';
import type { LoadedAccount, Period, TransactionsPage, Views } from '../views/views.ts';
import type { Outcomes } from './outcomes.ts';
import { accountText, behindReply, errorReply, replayedReply } from './replies.ts';
import { Turns } from './turns.ts';

/** Questions that the views answer, as of a state at or after all that was acknowledged when they were asked. */
export class Questions {
  readonly #pipeline: Pipeline;
  readonly #views: Views;
  readonly #outcomes: Outcomes;
  readonly #turns = new Turns(limits.principalQuestions, limits.principalQuestionsWaiting);

  constructor(pipeline: Pipeline, views: Views, outcomes: Outcomes) {
    this.#pipeline = pipeline;
    this.#views = views;
    this.#outcomes = outcomes;
  }

  /** The text of the reply. Rejects where the hub cannot tell now. */
  async answer(request: Question, access: Access): Promise<string> {
    using _turn = await this.#turn(access);
    const state = await this.#stateFor(request, access);
    if (typeof state === 'string') return state;
    const text = await this.#told(request, access, state);
    // A commit that was refused meanwhile may have given an account to somebody else.
    const now = this.#pipeline.state;
    const denial = now && denialOfQuestion(access, now, request);
    return denial === undefined ? text : errorReply(request.id, denial.code, denial.message);
  }

  #told(request: Question, access: Access, state: State): Promise<string> {
    switch (request.t) {
      case 'list':
        return this.#list(request, state, access);
      case 'history':
        return this.#history(request, state, access);
      case 'balance':
        return this.#balance(request);
      case 'statement':
        return this.#statement(request, state);
      case 'transactions':
        return this.#transactions(request, state, access);
      case 'holds':
        return this.#holds(request);
      case 'outcome':
        return this.#outcome(request, access);
      case 'trial':
        return this.#trial(request);
    }
  }

  /** A page of transactions as the views tell it, or the text of an error. Rejects as {@link answer} does. */
  async page(request: Transactions, access: Access): Promise<TransactionsPage | string> {
    using _turn = await this.#turn(access);
    const state = await this.#stateFor(request, access);
    return typeof state === 'string' ? state : this.#page(request, state, access);
  }

  async #turn(access: Access): Promise<Disposable | undefined> {
    if (access.isAnonymous) return undefined;
    const turn = await this.#turns.take(access.principal);
    if (access.endAt(Date.now()) === undefined) return turn;
    turn[Symbol.dispose]();
    throw new Error('the access is over');
  }

  /** The state to answer from once it may be told of, or the text of an error. */
  async #stateFor(request: Question, access: Access): Promise<State | string> {
    const { id, minSeq = 0 } = request;
    this.#pipeline.expireDue();
    const { state, durable } = this.#pipeline;
    // The views may not get on before there is space on the disk again: nobody is to wait for that.
    if (state === undefined) throw new Error('the state is being read anew');
    const denial = denialOfQuestion(access, state, request);
    if (denial !== undefined) return errorReply(id, denial.code, denial.message);
    if (minSeq > durable.seq) return behindReply(id, durable.seq, minSeq);
    // Money whose hold has expired is not to be shown as held; nor is a time to be told of that is not settled.
    if (this.#pipeline.isExpiring || 'at' in request || 'from' in request || 'to' in request) {
      await this.#pipeline.allDurable();
    }
    return state;
  }

  async #list(
    { id, ledger, after, limit = pageItemsDefault }: List,
    state: State,
    { grants }: Access,
  ): Promise<string> {
    // To those who may not read a ledger, one that is not there looks like one of others: an empty list.
    if (ledger !== undefined && !state.ledgers.has(ledger) && grants.onLedger('read', ledger)) {
      return errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`);
    }
    const among = grants.onEverything('read') ? undefined : grants.targetsOf('read');
    const page = await this.#views.list({ ledger, among, after, limit }, this.#pipeline.durable.number);
    const accounts = page.accounts.map(loadedAccountText).join(',');
    return `{"t":"accounts","id":${JSON.stringify(id)},"seq":${page.seq},"accounts":[${accounts}],"next":${JSON.stringify(page.next)}}`;
  }

  async #history(request: History, state: State, access: Access): Promise<string> {
    const { id, account: accountId, before, after, limit = pageItemsDefault } = request;
    const account = state.accounts.get(accountId);
    if (account === undefined) return errorReply(id, 'unknown_account', `there is no account ${accountId}`);
    const { kind, counterparty, memo } = request;
    const { asset, scale } = account.ledger;
    const [minAmount, maxAmount] = [request.minAmount, request.maxAmount].map((text) =>
      text === undefined ? undefined : parseMoney(text, scale),
    );
    const isTooFine =
      (request.minAmount !== undefined && minAmount === undefined) ||
      (request.maxAmount !== undefined && maxAmount === undefined);
    if (isTooFine) {
      return errorReply(id, 'amount_precision', `${asset} has ${scale} decimals at most`);
    }
    const query = {
      ...{ account: accountId, before, after, limit, period: periodOf(request) },
      filter: { kind, counterparty, minAmount, maxAmount, memo },
    };
    const page = await this.#views.history(query, this.#pipeline.durable.number);
    // A decision that is not durable yet may have opened it.
    if (page.txs === undefined) return errorReply(id, 'unknown_account', `there is no account ${accountId}`);
    const txs = page.txs.map((record) => recordFor(access, state, record)).join(',');
    return `{"t":"history","id":${JSON.stringify(id)},"seq":${page.seq},"txs":[${txs}],"next":${page.next}}`;
  }

  async #balance({ id, account, at }: Balance): Promise<string> {
    const { durable } = this.#pipeline;
    if (typeof at === 'number' && at > durable.seq) {
      return errorReply(id, 'bad_request', `at is not past yet, the newest transaction is ${durable.seq}`);
    }
    if (typeof at === 'string' && Date.parse(at) >= this.#pipeline.now()) {
      return errorReply(id, 'bad_request', 'at is not past yet');
    }
    const moment = typeof at === 'number' ? { seq: at } : { timeMs: Date.parse(at) };
    const found = await this.#views.balance(account, moment, durable.number);
    return found.account === undefined
      ? errorReply(id, 'unknown_account', `there is no account ${account}`)
      : JSON.stringify({ t: 'balance', id, seq: found.seq, at: found.at, ...found.account });
  }

  async #statement(
    { id, account, from, to, after = 0, limit = pageItemsDefault }: Statement,
    state: State,
  ): Promise<string> {
    const toMs = to === undefined ? await this.#present(state.atMs) : Date.parse(to);
    const query = { account, fromMs: Date.parse(from), toMs, after, limit };
    const { seq, statement } = await this.#views.statement(query, this.#pipeline.durable.number);
    if (statement === undefined) return errorReply(id, 'unknown_account', `there is no account ${account}`);
    const { account: of, ledger, asset, ...rest } = statement;
    const period = { from, to: to ?? new Date(toMs).toISOString() };
    return JSON.stringify({ t: 'statement', id, seq, account: of, ledger, asset, ...period, ...rest });
  }

  /**
   * The present, as the end of a period that all is in that was decided at `newestMs` or before, and nothing that is decided
   * later: the millisecond that the newest transaction is of has to be over. Not where the clock was set back since.
   */
  async #present(newestMs: number): Promise<number> {
    const isOfNow = (): boolean => Math.abs(newestMs - this.#pipeline.now()) < sameMomentMs;
    for (let tries = 0; tries < presentTries && this.#pipeline.now() <= newestMs && isOfNow(); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const presentMs = this.#pipeline.now();
    await this.#pipeline.allDurable();
    return presentMs;
  }

  async #transactions(request: Transactions, state: State, access: Access): Promise<string> {
    const page = await this.#page(request, state, access);
    if (typeof page === 'string') return page;
    const { seq, last, txs, next } = page;
    return `{"t":"transactions","id":${JSON.stringify(request.id)},"seq":${seq},"last":${last},"txs":[${txs.join(',')}],"next":${next}}`;
  }

  async #page(request: Transactions, state: State, access: Access): Promise<TransactionsPage | string> {
    const { id, ledger, after = 0, before, limit = pageItemsDefault } = request;
    if (ledger !== undefined && !state.ledgers.has(ledger)) {
      return errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`);
    }
    const query = { ledger, after, before, period: periodOf(request), limit };
    const page = await this.#views.transactions(query, this.#pipeline.durable.number);
    return { ...page, txs: page.txs.map((record) => recordFor(access, state, record)) };
  }

  async #holds({ id, account, ledger, after = 0, limit = pageItemsDefault }: Holds): Promise<string> {
    const query = { account, ledger, after, limit };
    const { seq, holds, next } = await this.#views.holds(query, this.#pipeline.durable.number);
    if (holds !== undefined) return JSON.stringify({ t: 'holds', id, seq, holds, next });
    return account === undefined
      ? errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`)
      : errorReply(id, 'unknown_account', `there is no account ${account}`);
  }

  async #outcome({ id, key }: Outcome, access: Access): Promise<string> {
    const record = await this.#outcomes.find(access.principal, key);
    return record === undefined
      ? errorReply(id, 'unknown_key', 'no command was decided under that key')
      : replayedReply(id, record, access, this.#pipeline.state);
  }

  async #trial({ id, ledger }: Trial): Promise<string> {
    const page = await this.#views.trial(ledger, this.#pipeline.durable.number);
    if (ledger !== undefined && page.ledgers.length === 0) {
      return errorReply(id, 'unknown_ledger', `there is no ledger ${ledger}`);
    }
    return JSON.stringify({ t: 'trial', id, seq: page.seq, ledgers: page.ledgers });
  }
}

/** A clock that is behind the newest transaction by more was set back: nobody is to wait for it. */
const sameMomentMs = 5;
const presentTries = 1_000;

export type Question = List | History | Balance | Statement | Transactions | Holds | Outcome | Trial;

function periodOf({ from, to }: Pick<History, 'from' | 'to'>): Period {
  const [fromMs, toMs] = [from, to].map((time) => (time === undefined ? undefined : Date.parse(time)));
  return { fromMs, toMs };
}

function loadedAccountText(loaded: LoadedAccount): string {
  const { account, ledger, asset, scale, balance, held, version, frozen, closed, rules } = loaded;
  const marks = marksOf(frozen, closed, rules === '' ? undefined : RulesSchema.parse(JSON.parse(rules)));
  return accountText(
    account,
    { id: ledger, asset, scale },
    { balance, available: balance - held, version, marks },
  );
}
