import type { State } from '../../server/ledger/state.ts';

/** All that can be seen of a state, as plain values to compare. */
export function picture(state: State) {
  return {
    seq: state.seq,
    atMs: state.atMs,
    ledgers: [...state.ledgers].map(([id, { asset, scale, rules, world, extremes }]) => ({
      id,
      asset,
      scale,
      rules: { ...rules },
      world: world.id,
      smallest: extremes?.smallest(),
    })),
    accounts: [...state.accounts].map(([id, account]) => ({
      id,
      ledger: account.ledger.id,
      balance: account.balance,
      held: account.held,
      version: account.version,
      largestBeside: account.ledger.extremes?.largestBeside(account),
    })),
  };
}
