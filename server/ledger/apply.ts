import assert from 'node:assert';
import type { Side } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { dayOf, giveBack, spend } from './daily.ts';
import { Denial } from './denial.ts';
import { Extremes } from './extremes.ts';
import { settledBy } from './past-of-record.ts';
import { compileRules, type Limits } from './rules.ts';
import { Account, Ledger, marksOf, type State } from './state.ts';
import type { HoldCaptured, HoldEnded, Leg, Reversal, Transaction } from './transaction.ts';

/**
 * Makes a decided transaction part of the state. It must be the next in order and fit the state as it is;
 * anything else is a broken invariant and throws. `undo.ts` takes one back.
 */
export function apply(state: State, tx: Transaction): void {
  assert(tx.seq === state.seq + 1, `transaction ${tx.seq} after ${state.seq}`);
  assert(tx.atMs >= state.atMs, `transaction ${tx.seq} is older than the one before`);
  switch (tx.kind) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      moveBoth(tx.legs, tx.seq);
      if (tx.kind !== 'deposit') spend(tx.legs[0].account, tx.amount, dayOf(tx.atMs));
      break;
    case 'hold':
      move(tx.legs[0]);
      state.holds.add(tx.hold);
      spend(tx.hold.from, tx.hold.amount, tx.hold.day);
      break;
    case 'capture':
      moveBoth(tx.legs, tx.seq);
      settle(state, tx);
      giveBack(tx.hold.from, tx.hold.amount - tx.amount, tx.hold.day);
      break;
    case 'release':
    case 'expire':
      move(tx.legs[0]);
      settle(state, tx);
      giveBack(tx.hold.from, tx.hold.amount, tx.hold.day);
      break;
    case 'reverse':
      moveBoth(tx.legs, tx.seq);
      reverse(state, tx);
      break;
    case 'freeze':
    case 'unfreeze':
    case 'close':
      move(tx.legs[0]);
      setStanding(tx.legs[0].account, tx.frozen, tx.kind === 'close');
      break;
    case 'rules':
      if (tx.of === undefined) setLedgerRules(tx.ledger, tx.rules);
      else setAccountRules(tx.of.account, tx.rules);
      break;
    case 'ledger':
      createLedger(state, tx.ledger, tx.asset, tx.scale, tx.rules);
      break;
    case 'open':
      openAccount(state, tx.ledger, tx.account);
      break;
  }
  state.seq = tx.seq;
  state.atMs = tx.atMs;
}

/** A ledger with its system account, ready for accounts. */
export function createLedger(state: State, id: string, asset: string, scale: number, rules: Rules): Ledger {
  assert(!state.ledgers.has(id), `ledger ${id} exists`);
  const ledger = new Ledger(id, asset, scale, rules, fitting(compileRules(rules, scale)));
  state.ledgers.set(id, ledger);
  state.accounts.set(ledger.world.id, ledger.world);
  return ledger;
}

/** An empty account of a ledger. */
export function openAccount(state: State, ledger: Ledger, id: string): Account {
  assert(!state.accounts.has(id), `account ${id} exists`);
  const account = new Account(id, ledger);
  state.accounts.set(id, account);
  ledger.accounts.push(account);
  ledger.extremes?.add(account);
  return account;
}

/** Freezes, thaws, closes or, to take that back, opens again. A closed account counts no more among its peers. */
export function setStanding(account: Account, frozen: Side | undefined, isClosed: boolean): void {
  const { extremes } = account.ledger;
  if (isClosed && !account.isClosed) extremes?.remove(account);
  if (!isClosed && account.isClosed) extremes?.add(account);
  account.frozen = frozen;
  account.isClosed = isClosed;
  account.marks = marksOf(frozen, isClosed, account.rules);
}

/** Gives an account rules of its own; `none` takes them away. */
export function setAccountRules(account: Account, rules: Rules): void {
  const { ledger } = account;
  const isOwn = rules.kind !== 'none';
  account.rules = isOwn ? rules : undefined;
  account.ownLimits = isOwn ? fitting(compileRules(rules, ledger.scale, ledger.limits)) : undefined;
  account.marks = marksOf(account.frozen, account.isClosed, account.rules);
  if (isOwn) ledger.special.add(account);
  else ledger.special.delete(account);
}

/** Takes as long as the ledger has accounts where the rules become those of `peers`, else as it has special ones. */
export function setLedgerRules(ledger: Ledger, rules: Rules): void {
  const hadExtremes = ledger.extremes !== undefined;
  ledger.rules = rules;
  ledger.limits = fitting(compileRules(rules, ledger.scale));
  for (const account of ledger.special)
    if (account.rules !== undefined) setAccountRules(account, account.rules);
  if (rules.kind !== 'peers') ledger.extremes = undefined;
  else if (!hadExtremes) ledger.extremes = extremesOf(ledger);
}

function extremesOf({ accounts }: Ledger): Extremes<Account> {
  const extremes = new Extremes<Account>();
  for (const account of accounts) if (!account.isClosed) extremes.add(account);
  return extremes;
}

function fitting(limits: ReturnType<typeof compileRules>): Limits {
  assert(!(limits instanceof Denial), 'rules do not fit their ledger');
  return limits;
}

function moveBoth([giver, taker]: readonly [Leg, Leg], seq: number): void {
  assert(giver.delta + taker.delta === 0n, `transaction ${seq} does not sum to zero`);
  move(giver);
  move(taker);
}

function move({ account, delta, balance, available, version }: Leg): void {
  assert(balance === account.balance + delta, `${account.id} does not hold what the transaction says`);
  assert(version === account.version + 1, `${account.id} is not at the version before`);
  account.held = available === balance ? 0n : balance - available;
  account.version = version;
  if (delta === 0n) return;
  account.balance = balance;
  if (account !== account.ledger.world) account.ledger.extremes?.moved(account);
}

function settle(state: State, tx: HoldCaptured | HoldEnded): void {
  const { hold } = tx;
  const amount = tx.kind === 'capture' ? formatMoney(tx.amount, tx.ledger.scale) : undefined;
  state.holds.remove(hold);
  state.past.change({
    seq: hold.seq,
    what: { is: 'hold', from: hold.from, settled: settledBy({ kind: tx.kind, seq: tx.seq, amount }) },
    changedBy: tx.seq,
  });
}

function reverse(state: State, { past, reverses, amount, seq }: Reversal): void {
  state.past.change({
    seq: reverses,
    what: { ...past, reversed: past.reversed + amount },
    changedBy: seq,
  });
}
