import { expect, test } from 'vitest';
import { openSqliteJournal } from '../../server/journal/sqlite-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { findingsOf } from './data-place.ts';
import { type Ask, askingKeeper } from './full-bank.ts';

/** Does something in a bank where A gave B 10.00 with transaction 5 and then 4.00 with transaction 6. */
type Act = (ask: Ask) => void;

async function verdictOn(act: Act, from: string | RegExp, to: string): Promise<string> {
  await using folder = await TemporaryFolder.make();
  const journalFile = folder.file('journal.sqlite');
  const { keeper, ask } = askingKeeper();
  ask({ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 });
  for (const account of ['A', 'B']) ask({ t: 'open', ledger: 'bank', account });
  ask({ t: 'deposit', account: 'A', amount: '100' });
  for (const amount of ['10', '4']) ask({ t: 'transfer', from: 'A', to: 'B', amount });
  const journal = openSqliteJournal(journalFile);
  journal.append(keeper.body(), journal.head);
  act(ask);
  const body = keeper.body();
  const records = body.records.replace(from, to);
  if (from !== '') expect(records).not.toBe(body.records);
  journal.append({ ...body, records }, journal.head);
  journal.close();
  const { problems } = findingsOf({ journalFile, viewsFile: folder.file('views.sqlite') });
  return problems.map(({ message }) => message).join();
}

const reverse: Act = (ask) => {
  ask({ t: 'reverse', tx: 5, amount: '3' });
  ask({ t: 'reverse', tx: 5 });
};
const settle: Act = (ask) => {
  ask({ t: 'hold', from: 'A', to: 'B', amount: '10' });
  ask({ t: 'release', hold: 7 });
};

test.each<[string, Act]>([
  ['reversals of the whole', reverse],
  ['a hold that is settled', settle],
])('a chain that is right is found to be: %s', async (_, act) => {
  expect(await verdictOn(act, '', '')).toBe('');
});

/** Somebody got the chain right and the books wrong. */
test.each<[string, Act, string | RegExp, string, RegExp]>([
  [
    'more is reversed than was moved',
    reverse,
    /"reverses":5/g,
    '"reverses":6',
    /transaction 8 makes it 10.00 that is reversed of 4.00/,
  ],
  ['a deposit to another is reversed', reverse, /"reverses":5/, '"reverses":4', /does not move back/],
  ['an opening is reversed', reverse, /"reverses":5/, '"reverses":2', /2, which cannot be reversed/],
  [
    'a reversal is reversed',
    reverse,
    /"reverses":5,"amount":"7/,
    '"reverses":7,"amount":"7',
    /7, which cannot/,
  ],
  ['what comes later is reversed', reverse, /"reverses":5/, '"reverses":8', /reverses none that is there/],
  ['nothing is reversed', reverse, /"reverses":5,/, '', /reverses none that is there/],
  ['a hold is settled that is none', settle, /"hold":7/, '"hold":6', /a hold that is not open/],
  [
    'a hold is given back in part',
    settle,
    /"released":"10.00"/,
    '"released":"9.00"',
    /does not release the rest/,
  ],
  ['a time is none', settle, /"at":"[^"]*"/, '"at":"noon"', /transaction 7 has no time/],
  ['a time goes back', settle, /"at":"2026/g, '"at":"2025', /transaction 7 is older than the one before/],
  ['a key is used again', settle, '"key":"key-7"', '"key":"key-2"', /decides key-2 of anonymous again/],
  [
    'money has another spelling',
    (ask) => ask({ t: 'deposit', account: 'A', amount: '7' }),
    /(?<="-?)7\.00"/g,
    '07.00"',
    /as the protocol has it|is not money/,
  ],
  ['a kind is unknown', settle, '"kind":"hold"', '"kind":"gift"', /this version cannot read/],
])('books that are wrong are found though the chain is right: %s', async (_, act, from, to, wrong) => {
  const message = await verdictOn(act, from, to);
  expect(message).toMatch(/journal\.sqlite: breaks an invariant in commit 2: /);
  expect(message).toMatch(wrong);
});
