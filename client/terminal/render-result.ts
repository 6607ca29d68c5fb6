import type { AccountState, LedgerTrial, Transaction } from '../../shared/transaction.ts';
import { describeFrom, describeTransaction } from '../words/describe-transaction.ts';
import { dateAndTime } from '../words/moments.ts';
import { printable } from '../words/printable.ts';
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
    case 'history':
      return result.txs.length === 0
        ? [`No transactions of ${printable(result.account)} yet.`]
        : historyTable(result.account, result.txs, paints);
    case 'trial':
      return trialTable(result.ledgers, paints);
    case 'note':
      return [paints.dim(`(${result.text})`)];
    case 'failure':
      return [paints.problem(result.message)];
  }
}

export function accountsTable(accounts: readonly AccountState[], paints: Paints): string[] {
  const columns = [left('Account'), right('Balance'), left('Asset'), left('Ledger')];
  return table(
    columns,
    accounts.map(({ account, balance, asset, ledger }) => [account, balance, asset, ledger].map(cell)),
    paints.dim,
  );
}

function historyTable(account: string, txs: readonly Transaction[], paints: Paints): string[] {
  const columns = [right('#'), left('Time'), right('Change'), right('Balance'), left('What')];
  const rows = txs.map((tx) => {
    const leg = tx.legs.find((candidate) => candidate.account === account);
    const change = leg === undefined ? { text: '' } : deltaCell(printable(leg.delta), paints);
    const what = { text: describeFrom(account, tx) };
    return [cell(String(tx.seq)), cell(dateAndTime(tx.at)), change, cell(leg?.balance ?? ''), what];
  });
  return table(columns, rows, paints.dim);
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
