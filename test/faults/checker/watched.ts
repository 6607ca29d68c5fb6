import type { DecidedIndex } from './decided.ts';
import type { WatchedTarget } from './history.ts';

/** What a target means in a journal; made once for all watches of it. */
export class Watched {
  /** What a watch of it is told of, in order. */
  readonly seqs: readonly number[];
  /** Accounts that it takes in, at one time or another. */
  readonly accounts: ReadonlySet<string>;

  constructor(target: WatchedTarget, index: DecidedIndex) {
    if (target === '*') {
      this.seqs = index.ofAny;
      this.accounts = new Set(openedIn(index, () => true));
    } else if ('ledger' in target) {
      this.seqs = index.ofLedger(target.ledger);
      this.accounts = new Set(openedIn(index, (ledger) => ledger === target.ledger));
    } else {
      const seqs = new Set(target.flatMap((account) => index.ofAccount(account)));
      this.seqs = [...seqs].sort((a, b) => a - b);
      this.accounts = new Set(target);
    }
  }
}

/** System accounts are not opened, and no such watch takes them in. */
function openedIn({ txs }: DecidedIndex, isMeant: (ledger: string) => boolean): string[] {
  return txs.flatMap(({ kind, ledger, account }) =>
    kind === 'open' && account !== undefined && isMeant(ledger) ? [account] : [],
  );
}
