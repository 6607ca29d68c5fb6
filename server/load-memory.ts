import assert from 'node:assert';
import { randomInt } from 'node:crypto';
import { isSystemAccount } from '../shared/ids.ts';
import { RulesSchema } from '../shared/rules.ts';
import { createLedger, openAccount } from './ledger/apply.ts';
import { KeyMemory } from './ledger/key-memory.ts';
import { fingerprinter } from './ledger/key-table.ts';
import { emptyState } from './ledger/state.ts';
import { limits } from './limits.ts';
import type { Memory } from './pipeline.ts';
import type { LoadedState } from './views/views.ts';

/** The state that deciding needs, as the views hold it. Throws where it breaks an invariant. */
export function loadMemory(loaded: LoadedState): Memory {
  const state = emptyState();
  for (const { ledger, asset, scale, rules } of loaded.ledgers) {
    createLedger(state, ledger, asset, scale, RulesSchema.parse(JSON.parse(rules)));
  }
  const sums = new Map<string, bigint>();
  for (const { account: id, ledger: ledgerId, balance, held, version } of loaded.accounts) {
    const ledger = state.ledgers.get(ledgerId);
    assert(ledger !== undefined, `account ${id} is of an unknown ledger`);
    const account = isSystemAccount(id) ? ledger.world : openAccount(state, ledger, id);
    Object.assign(account, { balance, held, version });
    if (account !== ledger.world) ledger.extremes?.moved(account);
    sums.set(ledgerId, (sums.get(ledgerId) ?? 0n) + balance);
  }
  for (const [ledger, sum] of sums) assert(sum === 0n, `ledger ${ledger} does not sum to zero`);
  state.seq = loaded.seq;
  state.atMs = loaded.atMs;
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
