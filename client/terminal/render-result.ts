import type { AccountState, LedgerTrial, OpenHold, Transaction } from '../../shared/transaction.ts';
import type { PastBalance } from '../sdk/calls.ts';
import { describeFrom, describeTransaction } from '../words/describe-transaction.ts';
import { dateAndTime } from '../words/moments.ts';
import { printable } from '../words/printable.ts';
import { rulesText } from '../words/rules-words.ts';
import { deltaCell } from './format/deltas.ts';
import type { Paints } from './format/paint.ts';
import { type Cell, type Column, table } from './format/table.ts';
import type { Result } from './result.ts';

/** The lines that show a result to a person. */
export function renderResult(result: Result, paints: Paints): string[] {
  switch (result.kind) {
    case 'committed': {
      const before = result.replayed ? paints.dim(' done before, not again') : '';
      return [describeTransaction(result.tx) + before];
    }
    case 'accounts':
      return result.accounts.length === 0 ? ['No accounts.'] : accountsTable(result.accounts, paints);
    case 'balance':
      return [pastBalance(result.past)];
    case 'history':
      if (result.txs.length > 0) return historyTable(result.account, result.txs, paints);
      return [`No ${result.isFiltered ? 'such ' : ''}transactions of ${printable(result.account)} yet.`];
    case 'holds':
      return result.holds.length === 0 ? ['No open holds.'] : holdsTable(result.holds, paints);
    case 'transaction':
      return transactionLines(result.tx, paints);
    case 'trial':
      return trialTable(result.ledgers, paints);
    case 'note':
      return [paints.dim(`(${result.text})`)];
    case 'failure':
      return [paints.problem(result.message)];
  }
}

/** What is the same for every account, as what can be spent mostly is, takes no column. */
export function accountsTable(accounts: readonly AccountState[], paints: Paints): string[] {
  const anyHeld = accounts.some(({ balance, available }) => balance !== available);
  const rows = accounts.map((state) => [
    cell(state.account),
    cell(state.balance),
    ...(anyHeld ? [cell(state.available)] : []),
    cell(state.asset),
    cell(state.ledger),
    { text: marksOf(state), paint: paints.dim },
  ]);
  const anyMark = rows.some((row) => row.at(-1)?.text !== '');
  const columns = [
    left('Account'),
    right('Balance'),
    ...(anyHeld ? [right('Available')] : []),
    left('Asset'),
    left('Ledger'),
    ...(anyMark ? [left('Notes')] : []),
  ];
  return table(columns, rows, paints.dim);
}

/** What is special about an account: its standing, and limits of its own as they are typed. */
function marksOf({ frozen, closed, rules }: AccountState): string {
  const marks = [
    ...(closed === true ? ['closed'] : []),
    ...(frozen === undefined ? [] : [frozen === 'both' ? 'frozen' : `frozen (${frozen})`]),
    ...(rules === undefined ? [] : [rulesText(rules)]),
  ];
  return marks.join(', ');
}

function pastBalance({ account, balance, available, asset, at, version }: PastBalance): string {
  const when = at === 0 ? 'before the first transaction' : `after #${at}`;
  // An account that was not there has the same: only what moved money tells of one.
  if (version === 0) return printable(`${account} held nothing yet ${when}: no money had moved there`);
  const free = balance === available ? '' : `, ${available} of it available`;
  return printable(`${account} held ${balance} ${asset}${free} after #${at}`);
}

function historyTable(account: string, txs: readonly Transaction[], paints: Paints): string[] {
  const columns = [right('#'), left('Time'), right('Change'), right('Balance'), left('What')];
  const rows = txs.map((tx) => {
    const leg = tx.legs.find((candidate) => candidate.account === account);
    const moves = leg !== undefined && /[1-9]/.test(leg.delta);
    const change = moves ? deltaCell(printable(leg.delta), paints) : { text: '' };
    const what = { text: describeFrom(account, tx) };
    return [cell(String(tx.seq)), cell(dateAndTime(tx.at)), change, cell(leg?.balance ?? ''), what];
  });
  return table(columns, rows, paints.dim);
}

function holdsTable(holds: readonly OpenHold[], paints: Paints): string[] {
  const columns = [right('#'), left('From'), left('To'), right('Amount'), left('Asset'), left('Until')];
  const hasMemo = holds.some(({ memo }) => memo !== undefined);
  const rows = holds.map(({ seq, from, to, amount, asset, expires, memo = '' }) =>
    [
      ...[String(seq), from, to, amount, asset, expires === undefined ? '' : dateAndTime(expires)],
      ...(hasMemo ? [memo] : []),
    ].map(cell),
  );
  return table([...columns, ...(hasMemo ? [left('Memo')] : [])], rows, paints.dim);
}

/** What it did, when, by whom and under which key, and what each account came to. */
function transactionLines(tx: Transaction, paints: Paints): string[] {
  const { at, by, ledger, key, deadline, expect, legs } = tx;
  const versions = Object.entries(expect ?? {}).map(([account, version]) => `${account} at ${version}`);
  const said = [
    `${dateAndTime(at)} by ${by} in ledger ${ledger}, key ${key}`,
    ...(deadline === undefined ? [] : [`not after ${dateAndTime(deadline)}`]),
    ...(versions.length === 0 ? [] : [`expected ${versions.join(', ')}`]),
  ];
  const columns = [left('Account'), right('Change'), right('Balance'), right('Available'), right('Version')];
  const rows = legs.map(({ account, delta, balance = '', available = '', version = '' }) => [
    cell(account),
    /[1-9]/.test(delta) ? deltaCell(printable(delta), paints) : { text: '' },
    ...[balance, available, String(version)].map(cell),
  ]);
  return [
    describeTransaction(tx),
    ...said.map((line) => paints.dim(printable(line))),
    ...(rows.length === 0 ? [] : table(columns, rows, paints.dim)),
  ];
}

function trialTable(ledgers: readonly LedgerTrial[], paints: Paints): string[] {
  const columns = [
    left('Ledger'),
    left('Asset'),
    right('Sum'),
    right('Deposited'),
    right('Withdrawn'),
    right('Held'),
    right('Accounts'),
    right('Transactions'),
  ];
  const rows = ledgers.map((books) =>
    [
      books.ledger,
      books.asset,
      books.sum,
      books.deposited,
      books.withdrawn,
      books.held,
      String(books.accounts),
      String(books.transactions),
    ].map(cell),
  );
  return table(columns, rows, paints.dim);
}

function cell(text: string): Cell {
  return { text: printable(text) };
}
function left(title: string): Column {
  return { title, align: 'left' };
}
function right(title: string): Column {
  return { title, align: 'right' };
}
