import assert from 'node:assert';
import { setAccountRules, setLedgerRules, setStanding } from './apply.ts';
import type { Account, State } from './state.ts';
import type { Transaction } from './transaction.ts';

/**
 * What takes a transaction back, to be made just before it is applied and called while it is still the newest:
 * for what has to happen as a whole or not at all.
 */
export function undoOf(state: State, tx: Transaction): () => void {
  const { seq, atMs } = state;
  const steps = [...touched(tx).map(restoring), ...restoringOthers(state, tx)];
  return () => {
    for (const step of steps) step();
    state.seq = seq;
    state.atMs = atMs;
  };
}

/** The accounts whose fields it changes. */
function touched(tx: Transaction): Account[] {
  return 'legs' in tx ? tx.legs.map((leg) => leg.account) : [];
}

function restoring(account: Account): () => void {
  const { balance, held, version, spent, spentDay } = account;
  const { frozen, isClosed } = account;
  return () => {
    Object.assign(account, { balance, held, version, spent, spentDay });
    if (account.frozen !== frozen || account.isClosed !== isClosed) setStanding(account, frozen, isClosed);
    if (account !== account.ledger.world && !isClosed) account.ledger.extremes?.moved(account);
  };
}

/** What it changes beside the accounts with a leg. */
function restoringOthers(state: State, tx: Transaction): (() => void)[] {
  switch (tx.kind) {
    case 'hold':
      return [() => state.holds.remove(tx.hold)];
    case 'capture':
    case 'release':
    case 'expire': {
      const before = state.past.get(tx.hold.seq);
      return [() => state.holds.add(tx.hold), () => state.past.restore(tx.hold.seq, before)];
    }
    case 'reverse': {
      const before = state.past.get(tx.reverses);
      return [() => state.past.restore(tx.reverses, before)];
    }
    case 'rules': {
      const { ledger } = tx;
      const account = tx.of?.account;
      const { rules = { kind: 'none' } } = account ?? ledger;
      return [
        () => (account === undefined ? setLedgerRules(ledger, rules) : setAccountRules(account, rules)),
      ];
    }
    case 'ledger':
      return [
        () => {
          const ledger = state.ledgers.get(tx.ledger);
          state.ledgers.delete(tx.ledger);
          if (ledger !== undefined) state.accounts.delete(ledger.world.id);
        },
      ];
    case 'open':
      return [
        () => {
          const account = tx.ledger.accounts.pop();
          assert(account?.id === tx.account, `${tx.account} is not the newest account of its ledger`);
          state.accounts.delete(tx.account);
          tx.ledger.extremes?.remove(account);
        },
      ];
    default:
      return [];
  }
}
