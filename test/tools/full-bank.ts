import { timeOrderedKey } from '../../shared/keys.ts';
import { command, noon, submit } from '../ledger/bank.ts';
import { KnownPast } from '../ledger/known-past.ts';
import { BookKeeper } from '../views/book-keeper.ts';

/** Takes a command of these fields and gives its record. */
export type Ask = (fields: Readonly<Record<string, unknown>>) => string;

/** A keeper whose commands may name earlier transactions, and who gives each a key of its own. */
export function askingKeeper(): { readonly keeper: BookKeeper; readonly ask: Ask } {
  const keeper = new BookKeeper();
  const past = new KnownPast();
  let asked = 0;
  const ask: Ask = (fields) => {
    asked += 1;
    const keyed = { key: `key-${asked}`, ...fields };
    past.teach(keeper.state, command(keyed));
    const decision = submit(keeper.state, keyed);
    past.note(decision);
    return keeper.note(decision);
  };
  return { keeper, ask };
}

/** A bank whose views have a row in every table: movements, holds of each fate, reversals, standings, rules, refusals. */
export function fullBank(): { readonly keeper: BookKeeper; readonly ask: Ask } {
  const asking = askingKeeper();
  const { keeper, ask } = asking;
  const seqNow = (): number => keeper.state.seq;
  ask({ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 });
  for (const account of ['A', 'B', 'C', 'D']) ask({ t: 'open', ledger: 'bank', account });
  ask({ t: 'deposit', account: 'A', amount: '500' });
  ask({ t: 'rules', account: 'B', rules: { kind: 'fixed', maxWithdraw: '100' } });
  for (let nth = 0; nth < 70; nth += 1) {
    ask({ t: 'transfer', from: 'A', to: 'B', amount: '1.50', memo: `no. ${nth}` });
    if (nth % 10 === 0) ask({ t: 'withdraw', account: 'B', amount: '999' });
  }
  ask({ t: 'reverse', tx: seqNow(), amount: '0.50' });
  ask({ t: 'reverse', tx: seqNow() - 1 });
  for (const end of ['capture', 'release', undefined]) {
    ask({ t: 'hold', from: 'A', to: 'C', amount: '10' });
    if (end !== undefined) ask({ t: end, hold: seqNow(), ...(end === 'capture' ? { amount: '4' } : {}) });
  }
  ask({ t: 'freeze', account: 'C', side: 'debit' });
  ask({ t: 'close', account: 'D' });
  ask({ t: 'deposit', account: 'A', amount: '1', key: timeOrderedKey(noon + 60_000, 'ahead-of-it-') });
  ask({ t: 'deposit', account: 'A', amount: '1', key: timeOrderedKey(noon, 'of-its-time-') });
  return asking;
}
