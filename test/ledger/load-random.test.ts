import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyState, type State } from '../../server/ledger/state.ts';
import { loadMemory } from '../../server/load-memory.ts';
import type { LoadedState } from '../../server/views/views.ts';
import { runs } from '../support/runs.ts';
import { picture } from './picture.ts';
import { scenario } from './scenario.ts';
import { walk } from './walk.ts';

/** What a read model holds of a state. */
function loaded(state: State): LoadedState {
  return {
    commit: 1,
    seq: state.seq,
    atMs: state.atMs,
    ledgers: [...state.ledgers.values()].map(({ id, asset, scale, rules }) => ({
      ledger: id,
      asset,
      scale,
      rules: JSON.stringify(rules),
    })),
    accounts: [...state.accounts.values()].map((account) => ({
      account: account.id,
      ledger: account.ledger.id,
      asset: account.ledger.asset,
      scale: account.ledger.scale,
      balance: account.balance,
      held: account.held,
      version: account.version,
      frozen: account.frozen,
      closed: account.isClosed,
      rules: account.rules === undefined ? '' : JSON.stringify(account.rules),
      spent: account.spent,
      spentDay: account.spentDay,
    })),
    holds: [...state.holds].map(({ from, to, expiresMs, ...hold }) => ({
      ...hold,
      from: from.id,
      to: to.id,
      expiresMs: expiresMs === Infinity ? -1 : expiresMs,
    })),
    keys: { floor: '', ahead: [] },
    recent: [],
  };
}

test('a state that was loaded is the state that was left', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const state = walk(random, {});
      assert.deepEqual(picture(loadMemory(loaded(state)).state), inOrderOfLoading(picture(state)));
    }),
    runs(100),
  );
});

/** System accounts are loaded with their ledgers, so before all others. */
function inOrderOfLoading({ accounts, ...rest }: ReturnType<typeof picture>): ReturnType<typeof picture> {
  const isWorld = (account: { id: string }): boolean => account.id.startsWith('@');
  return {
    ...rest,
    accounts: [...accounts.filter(isWorld), ...accounts.filter((account) => !isWorld(account))],
  };
}

test('a state whose ledger does not sum to zero is not loaded', () => {
  const state = emptyState();
  const held = loaded(state);
  const ledgers = [{ ledger: 'L', asset: 'X', scale: 0, rules: '{"kind":"none"}' }];
  const standing = { frozen: undefined, closed: false, rules: '', spent: 0n, spentDay: 0 };
  const money = { balance: 1n, held: 0n, version: 1 };
  const account = { account: 'A', ledger: 'L', asset: 'X', scale: 0, ...money, ...standing };
  expect(() => loadMemory({ ...held, ledgers, accounts: [account] })).toThrow('does not sum to zero');
});
