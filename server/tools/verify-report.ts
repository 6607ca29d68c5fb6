import type { Place } from '../views/books.ts';
import type { Findings, ViewsFindings } from './verify.ts';
import { columns, grouped } from './words.ts';

/** What {@link verify} found, for people: the last line is the verdict. */
export function verifyText(findings: Findings): string {
  const { views, problems } = findings;
  return [
    ...journalLines(findings),
    ...ledgerLines(findings),
    `Views    ${views.file} ${viewsWords(views)}`,
    ...problems.map(({ message }) => `✗ ${message}`),
    verdict(findings),
    '',
  ].join('\n');
}

function journalLines({ journal }: Findings): string[] {
  const { place, file, isRight } = journal;
  if (place === undefined) return [`Journal  ${file} cannot be read`];
  const facts = [
    ['epoch', place.epoch],
    ['commits', grouped(place.number)],
    ['seq', grouped(place.seq)],
    ['head', place.hash],
    ['refusals', grouped(journal.refusals)],
    ['open holds', grouped(journal.openHolds)],
  ];
  return [
    `Journal  ${file}${isRight ? '' : ', as far as it is right'}`,
    ...facts.map(([name = '', value]) => `  ${name.padEnd(10)}  ${value}`),
  ];
}

function ledgerLines({ journal: { ledgers } }: Findings): string[] {
  if (ledgers.length === 0) return [];
  const titles = ['Ledger', 'asset', 'accounts', 'transactions', 'deposited', 'withdrawn', 'held', 'sum'];
  const rows = ledgers.map(({ ledger, asset, accounts, transactions, deposited, withdrawn, held, sum }) => [
    ledger,
    asset,
    grouped(accounts),
    grouped(transactions),
    deposited,
    withdrawn,
    held,
    sum,
  ]);
  return columns([titles, ...rows]);
}

function viewsWords({ state, place, note }: ViewsFindings): string {
  const where =
    place === undefined ? '' : ` as of commit ${grouped(place.number)}, seq ${grouped(place.seq)}`;
  switch (state) {
    case 'agree':
      return `agree with it${where}`;
    case 'absent':
      return `were not compared: the file ${note}; the hub makes them anew from the journal`;
    case 'damaged':
      return `are damaged${where}`;
    case 'unknown':
      return 'were not compared: the journal comes first';
  }
}

function verdict({ journal, views, problems }: Findings): string {
  if (problems.length > 0) {
    return journal.isRight
      ? 'DAMAGED: the views. The journal is right, and nothing is lost.'
      : 'DAMAGED: the journal. Keep the folder as it is, and see docs/OPERATIONS.md.';
  }
  const compared = views.state === 'agree' ? ', and the views agree' : '';
  return `ALL RIGHT: every commit, transaction and key fits, every ledger sums to zero${compared}.`;
}

/** The same for programs: one JSON object. */
export function verifyJson({ journal, views, problems }: Findings): string {
  const { place, ...rest } = journal;
  const { place: at, note, ...viewed } = views;
  return JSON.stringify({
    ok: problems.length === 0,
    journal: { ...rest, ...placeJson(place) },
    views: { ...viewed, ...(note === '' ? {} : { note }), ...placeJson(at) },
    problems: problems.map(({ file, wrong, cure }) => ({ file, wrong, cure })),
  });
}

function placeJson(place: Place | undefined): object {
  return place === undefined
    ? {}
    : { epoch: place.epoch, commits: place.number, seq: place.seq, head: place.hash };
}
