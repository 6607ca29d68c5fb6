import { limitsOf, type State } from '../../server/ledger/state.ts';

/** All that can be seen of a state, as plain values to compare. */
export function picture(state: State) {
  return {
    seq: state.seq,
    atMs: state.atMs,
    ledgers: [...state.ledgers].map(([id, { asset, scale, rules, limits, world, accounts, extremes }]) => ({
      id,
      asset,
      scale,
      rules: { ...rules },
      limits: { ...limits },
      world: world.id,
      accounts: accounts.map((account) => account.id),
      smallest: extremes?.smallest(),
    })),
    accounts: [...state.accounts].map(([id, account]) => ({
      id,
      ledger: account.ledger.id,
      balance: account.balance,
      held: account.held,
      version: account.version,
      frozen: account.frozen,
      isClosed: account.isClosed,
      rules: account.rules && { ...account.rules },
      limits: { ...limitsOf(account) },
      marks: account.marks,
      spent: account.spent,
      spentDay: account.spentDay,
      isSpecial: account.ledger.special.has(account),
      largestBeside: account.isClosed ? undefined : account.ledger.extremes?.largestBeside(account),
    })),
    holds: [...state.holds]
      .map(({ from, to, ...hold }) => ({ ...hold, from: from.id, to: to.id }))
      .sort((a, b) => a.seq - b.seq),
    nextExpiryMs: state.holds.next?.expiresMs,
  };
}
