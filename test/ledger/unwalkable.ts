import { type Account, emptyState, type State } from '../../server/ledger/state.ts';

/** Accounts that can be found by their ids, and not be gone through. */
class Unwalkable extends Map<string, Account> {
  override [Symbol.iterator](): never {
    return refuse();
  }

  override entries(): never {
    return refuse();
  }

  override keys(): never {
    return refuse();
  }

  override values(): never {
    return refuse();
  }

  override forEach(): never {
    return refuse();
  }
}

function refuse(): never {
  throw new Error('goes through the accounts of all ledgers');
}

/** An empty state, for what may cost no more where others have many accounts. */
export function unwalkableState(): State {
  return { ...emptyState(), accounts: new Unwalkable() };
}
