import assert from 'node:assert';
import { randomInt } from 'node:crypto';
import { isSystemAccount } from '../shared/ids.ts';
import { RulesSchema } from '../shared/rules.ts';
import { createLedger, openAccount, setAccountRules, setStanding } from './ledger/apply.ts';
import { KeyMemory } from './ledger/key-memory.ts';
import { fingerprinter } from './ledger/key-table.ts';
import { type Account, emptyState, type State } from './ledger/state.ts';
import { limits } from './limits.ts';
import type { Memory } from './pipeline.ts';
import type { LoadedAccount, LoadedHold, LoadedState } from './views/views.ts';

/** The state that deciding needs, as the views hold it. Throws where it breaks an invariant. */
export function loadMemory(loaded: LoadedState): Memory {
  const state = emptyState(loaded.seq, loaded.atMs);
  for (const { ledger, asset, scale, rules } of loaded.ledgers) {
    createLedger(state, ledger, asset, scale, RulesSchema.parse(JSON.parse(rules)));
  }
  const sums = new Map<string, bigint>();
  for (const each of loaded.accounts) {
    loadAccount(state, each);
    sums.set(each.ledger, (sums.get(each.ledger) ?? 0n) + each.balance);
  }
  for (const [ledger, sum] of sums) assert(sum === 0n, `ledger ${ledger} does not sum to zero`);
  loadHolds(state, loaded.holds);
  const keys = new KeyMemory(
    {
      keysPerGeneration: limits.keysPerGeneration,
      generations: limits.keyGenerations,
      marksMax: limits.keyMarks,
    },
    fingerprinter({ high: randomInt(2 ** 32), low: randomInt(2 ** 32) }),
    { commit: loaded.commit, floor: loaded.keys.floor, marks: loaded.keys.ahead },
  );
  return { state, keys };
}

function loadAccount(state: State, loaded: LoadedAccount): void {
  const { account: id, balance, held, version, frozen, closed, rules, spent, spentDay } = loaded;
  const ledger = state.ledgers.get(loaded.ledger);
  assert(ledger !== undefined, `account ${id} is of an unknown ledger`);
  const account = isSystemAccount(id) ? ledger.world : openAccount(state, ledger, id);
  Object.assign(account, { balance, held, version, spent, spentDay });
  if (account !== ledger.world) ledger.extremes?.moved(account);
  if (rules !== '') setAccountRules(account, RulesSchema.parse(JSON.parse(rules)));
  if (frozen !== undefined || closed) setStanding(account, frozen, closed);
}

/** What they reserve has to be what the accounts have reserved. */
function loadHolds(state: State, holds: readonly LoadedHold[]): void {
  const reserved = new Map<Account, bigint>();
  for (const { seq, from: fromId, to: toId, amount, expiresMs, day } of holds) {
    const [from, to] = [state.accounts.get(fromId), state.accounts.get(toId)];
    assert(from !== undefined && to !== undefined, `hold ${seq} is of an unknown account`);
    const ends = expiresMs < 0 ? Infinity : expiresMs;
    state.holds.add({ seq, from, to, amount, expiresMs: ends, day, expiryPlace: -1 });
    reserved.set(from, (reserved.get(from) ?? 0n) + amount);
  }
  for (const account of state.accounts.values()) {
    assert(
      account.held === (reserved.get(account) ?? 0n),
      `${account.id} does not reserve what its holds say`,
    );
  }
}
