import { type ErrorCode, errorCodes } from '../../shared/codes.ts';
import { pageItemsMax } from '../../shared/limits.ts';
import type { Rules } from '../../shared/rules.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { CommandAction, HubAction } from '../input/action.ts';
import { commandOf } from '../input/command-of.ts';
import { type Problem, quote } from '../input/problem.ts';
import { newKey } from '../sdk/command-key.ts';
import { Refused } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';
import { rulesText } from '../words/rules-words.ts';
import type { AccountNames } from './account-names.ts';
import { failureOf, failureOfProblem, type Place } from './failure.ts';
import type { Result } from './result.ts';

/** What doing an action needs. */
export interface Runner {
  readonly hub: Hub;
  readonly names: AccountNames;
  /** Accounts that are opened together with what is done: they are meant as they are, though there are none yet. */
  readonly opening?: ReadonlySet<string>;
  readonly place: Place;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Does an action on the hub. Never rejects for what the hub or the connection may do: that is a result. */
export async function* runAction(
  runner: Runner,
  action: HubAction,
  key?: string,
): AsyncGenerator<Result, void, void> {
  try {
    switch (action.kind) {
      case 'balances':
        return yield* runBalances(runner, action.names);
      case 'balance':
        return yield* runBalance(runner, action);
      case 'history':
        return yield* runHistory(runner, action);
      case 'holds':
        return yield* runHolds(runner, action.name);
      case 'show':
        return yield await shown(runner, action.tx);
      case 'outcome':
        return yield* runOutcome(runner, action.key);
      case 'trial':
        return yield await trial(runner, action.ledger);
      default:
        return yield* runCommand(runner, action, key);
    }
  } catch (error) {
    yield failureOf(error, runner.place);
  }
}

type Results = AsyncGenerator<Result, void, void>;
type ActionOf<K extends HubAction['kind']> = Extract<HubAction, { kind: K }>;

async function* runCommand(runner: Runner, action: CommandAction, key: string | undefined): Results {
  const meant = yield* commandMeant(runner, action);
  if (meant === undefined) return;
  const { id: _id, ...command } = commandOf(meant, key ?? newKey());
  const { replayed, ...tx } = await runner.hub.send(command, { signal: runner.signal });
  if (meant.kind === 'open') runner.names.learn([meant.account]);
  yield { kind: 'committed', tx, replayed };
}

/** The action with its accounts spelt as the hub spells them; undefined where that fails, which is told. */
export async function* commandMeant(
  runner: Runner,
  action: CommandAction,
): AsyncGenerator<Result, CommandAction | undefined, void> {
  switch (action.kind) {
    case 'transfer':
    case 'hold': {
      const [from, to] = (yield* meantBy(runner, [action.from, action.to])) ?? [];
      return from === undefined || to === undefined ? undefined : { ...action, from, to };
    }
    case 'deposit':
    case 'withdraw':
    case 'freeze':
    case 'unfreeze':
    case 'close': {
      const [account] = (yield* meantBy(runner, [action.account])) ?? [];
      return account === undefined ? undefined : { ...action, account };
    }
    case 'rules': {
      if (action.account === undefined) return action;
      const [account] = (yield* meantBy(runner, [action.account])) ?? [];
      if (account === undefined) return undefined;
      const isKnown = runner.names.known.has(account) || runner.opening?.has(account) === true;
      if (!isKnown && (await isLedger(runner, account))) {
        yield failureOfProblem(ledgerMeant(account, action.rules));
        return undefined;
      }
      return { ...action, account };
    }
    default:
      // What is new is spelt as it is typed: there is none to mean.
      return action;
  }
}

function ledgerMeant(name: string, rules: Rules): Problem {
  const reason = `${quote(name)} is a ledger, not an account`;
  return { phrase: 'Invalid input format', reason, form: `rules ledger ${name} ${rulesText(rules)}` };
}

async function isLedger({ hub, signal }: Runner, name: string): Promise<boolean> {
  try {
    await hub.trial(name, { signal });
    return true;
  } catch (error) {
    if (isRefusal(error, 'unknown_ledger')) return false;
    throw error;
  }
}

async function* runBalances(runner: Runner, typed: readonly string[]): Results {
  const [name] = typed;
  if (name === undefined) return yield* listed(runner, undefined);
  try {
    const ids = yield* meantBy(runner, typed);
    if (ids === undefined) return;
    const { accounts } = await runner.hub.get(ids, { signal: runner.signal });
    yield { kind: 'accounts', accounts, more: false };
  } catch (error) {
    // One name that is no account may be a ledger.
    if (!isRefusal(error, 'unknown_account') || typed.length > 1) throw error;
    yield* ofLedger(name, listed(runner, name));
  }
}

/** Every account, of one ledger or of all, a page at a time. */
async function* listed({ hub, names, signal }: Runner, ledger: string | undefined): Results {
  let after: string | undefined;
  do {
    const { accounts, next } = await hub.list({ ledger, after, limit: pageItemsMax }, { signal });
    names.learn(accounts.map(({ account }) => account));
    after = next ?? undefined;
    yield { kind: 'accounts', accounts, more: after !== undefined };
  } while (after !== undefined);
}

/** What is asked of a ledger whose name may also be meant as an account's. */
async function* ofLedger(name: string, results: Results): Results {
  try {
    yield* results;
  } catch (error) {
    if (!isRefusal(error, 'unknown_ledger')) throw error;
    throw refusal('unknown_account', `there is no account or ledger ${name}`);
  }
}

async function* runBalance(runner: Runner, { account: typed, at }: ActionOf<'balance'>): Results {
  const { hub, signal } = runner;
  const [account] = (yield* meantBy(runner, [typed])) ?? [];
  if (account === undefined) return;
  if (at === undefined) {
    const { accounts } = await hub.get([account], { signal });
    return yield { kind: 'accounts', accounts, more: false };
  }
  yield { kind: 'balance', past: await hub.balance({ account, at }, { signal }) };
}

/** Pages that one history asks for: with filters the hub looks at 5,000 transactions for each. */
const historyPagesMax = 200;

/** A page with filters may tell less than it could, so pages are asked for until there are enough or no more. */
async function* runHistory(
  runner: Runner,
  { account: typed, limit, filters: typedFilters }: ActionOf<'history'>,
): Results {
  const { hub, signal } = runner;
  const { counterparty } = typedFilters;
  const named = counterparty === undefined ? [typed] : [typed, counterparty];
  const [account, other] = (yield* meantBy(runner, named)) ?? [];
  if (account === undefined) return;
  const filters = other === undefined ? typedFilters : { ...typedFilters, counterparty: other };
  const way = filters.after === undefined ? 'before' : 'after';
  const txs: Transaction[] = [];
  let from = filters[way];
  let pages = 0;
  do {
    pages += 1;
    const query = { account, ...filters, [way]: from, limit: limit - txs.length };
    const page = await hub.history(query, { signal });
    txs.push(...page.txs);
    from = page.next ?? undefined;
  } while (from !== undefined && txs.length < limit && pages < historyPagesMax);
  yield { kind: 'history', account, txs, isFiltered: Object.keys(filters).length > 0 };
  if (from === undefined || txs.length === limit) return;
  yield { kind: 'note', text: `looked as far as #${from}; ${way} #${from} goes on from there` };
}

async function* runHolds(runner: Runner, typed: string | undefined): Results {
  if (typed === undefined) return yield* held(runner, {});
  try {
    const [account] = (yield* meantBy(runner, [typed])) ?? [];
    if (account !== undefined) yield* held(runner, { account });
  } catch (error) {
    if (!isRefusal(error, 'unknown_account')) throw error;
    yield* ofLedger(typed, held(runner, { ledger: typed }));
  }
}

/** The open holds, a page at a time. */
async function* held({ hub, signal }: Runner, of: { account?: string; ledger?: string }): Results {
  let after: number | undefined;
  do {
    const { holds, next } = await hub.holds({ ...of, after, limit: pageItemsMax }, { signal });
    after = next ?? undefined;
    yield { kind: 'holds', holds, more: after !== undefined };
  } while (after !== undefined);
}

async function shown({ hub, signal }: Runner, seq: number): Promise<Result> {
  const [tx] = (await hub.journal({ after: seq - 1, limit: 1 }, { signal })).txs;
  if (tx === undefined) throw refusal('unknown_tx', `there is no transaction ${seq}`);
  return { kind: 'transaction', tx };
}

async function* runOutcome({ hub, place, signal }: Runner, key: string): Results {
  const outcome = await hub.outcome(key, { signal });
  switch (outcome.kind) {
    case 'committed':
      return yield { kind: 'committed', tx: outcome.tx, replayed: undefined };
    case 'refused':
      return yield failureOf(outcome.error, place);
    case 'unknown':
      throw refusal('unknown_key', `nothing was decided under ${key} so far`);
  }
}

async function trial({ hub, signal }: Runner, ledger: string | undefined): Promise<Result> {
  const { ledgers } = await hub.trial(ledger, { signal });
  return { kind: 'trial', ledgers };
}

/**
 * The accounts that typed ids mean, and what to tell about it first: where one was taken for another, or
 * the failure that left `ids` undefined.
 */
export async function findAccounts(
  { names, opening, signal, place }: Runner,
  typed: readonly string[],
): Promise<{ readonly ids: readonly string[] | undefined; readonly told: readonly Result[] }> {
  try {
    const resolved = await names.resolve(typed, signal, opening);
    if (!resolved.ok) return { ids: undefined, told: [failureOfProblem(resolved.problem)] };
    return { ids: resolved.ids, told: resolved.notes.map((text) => ({ kind: 'note', text })) };
  } catch (error) {
    return { ids: undefined, told: [failureOf(error, place)] };
  }
}

/** {@link findAccounts} that tells as it goes. */
async function* meantBy(
  runner: Runner,
  typed: readonly string[],
): AsyncGenerator<Result, readonly string[] | undefined, void> {
  const { ids, told } = await findAccounts(runner, typed);
  yield* told;
  return ids;
}

function isRefusal(error: unknown, code: ErrorCode): boolean {
  return error instanceof Refused && error.code === code;
}

function refusal(code: ErrorCode, message: string): Refused {
  return new Refused({ code, message, retryable: errorCodes[code].retryable });
}
