import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyState, type State } from '../../server/ledger/state.ts';
import { loadMemory } from '../../server/load-memory.ts';
import type { LoadedState } from '../../server/views/views.ts';
import { runs } from '../protocol/runs.ts';
import { picture } from './picture.ts';
import { scenario } from './scenario.ts';
import { walk } from './walk.ts';

/** What a read model holds of a state. */
function loaded(state: State, rulesTexts: ReadonlyMap<string, string>): LoadedState {
  return {
    commit: 1,
    seq: state.seq,
    atMs: state.atMs,
    ledgers: [...state.ledgers.values()].map(({ id, asset, scale }) => ({
      ledger: id,
      asset,
      scale,
      rules: rulesTexts.get(id) ?? '',
    })),
    accounts: [...state.accounts.values()].map(({ id, ledger, balance, held, version }) => ({
      account: id,
      ledger: ledger.id,
      asset: ledger.asset,
      scale: ledger.scale,
      balance,
      held,
      version,
    })),
    keys: { floor: '', ahead: [] },
    recent: [],
  };
}

test('a state that was loaded is the state that was left', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const rulesTexts = new Map<string, string>();
      const state = walk(random, {
        after({ decision }) {
          if (decision.kind === 'ledger') rulesTexts.set(decision.ledger, JSON.stringify(decision.rules));
        },
      });
      assert.deepEqual(
        picture(loadMemory(loaded(state, rulesTexts)).state),
        inOrderOfLoading(picture(state)),
      );
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
  const held = loaded(state, new Map());
  const ledgers = [{ ledger: 'L', asset: 'X', scale: 0, rules: '{"kind":"none"}' }];
  const account = { account: 'A', ledger: 'L', asset: 'X', scale: 0, balance: 1n, held: 0n, version: 1 };
  expect(() => loadMemory({ ...held, ledgers, accounts: [account] })).toThrow('does not sum to zero');
});
