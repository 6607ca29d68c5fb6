import { formatMoney } from '../../../shared/money.ts';
import { judgedAccountsMax } from '../../analysis/movement-judge.ts';
import { countOf, countText } from '../../load/report/numbers.ts';
import { deltaCell } from '../../terminal/format/deltas.ts';
import type { Paint, Paints } from '../../terminal/format/paint.ts';
import { type Cell, type Column, table } from '../../terminal/format/table.ts';
import { wrap } from '../../terminal/format/wrap.ts';
import { printable } from '../../words/printable.ts';
import { scoreExplained, scoreText } from '../../words/unusual-words.ts';
import { utcDay, utcMinute, utcSecond } from '../../words/utc-moments.ts';
import type { FlowSpan, FlowTimeline } from './flows.ts';
import type { Fold } from './fold.ts';
import { ledgersMax, type Report } from './gather.ts';
import { type Mover, moversMax, net, turnover } from './movers.ts';

/** Lines of each list. */
const listedMax = 10;
/** Spans of time that are shown. */
const spansShownMax = 31;
const barMax = 20;

/** The lines that show a report to a person, in `width` columns where what it tells lets them. */
export function reportPage(report: Report, paints: Paints, width: number): string[] {
  const told = report.folds.filter(({ first }) => first !== undefined);
  const lines = told.flatMap((fold) => [...section(fold, paints, width), '']);
  if (told.length === 0) lines.push(`No transactions${periodText(report)}.`, '');
  if (report.leftOut > 0)
    lines.push(
      `${countOf(report.leftOut, 'transaction')} of ledgers beyond the first ${ledgersMax}: name one with --ledger.`,
      '',
    );
  if (told.some(({ unusual }) => unusual.count > 0))
    lines.push(...wrap(scoreExplained, Math.min(width, 100)).map(paints.dim), '');
  return lines.slice(0, -1);
}

function periodText({ request: { period } }: Report): string {
  const { from, to } = period;
  return `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` before ${to}`}`;
}

function section(fold: Fold, paints: Paints, width: number): string[] {
  const { subject, first, last, total, flows, kinds, unusual } = fold;
  const { ledger, asset, account } = subject;
  if (first === undefined || last === undefined) return [];
  const title =
    account === undefined
      ? `Ledger ${printable(ledger)}`
      : `Account ${printable(account)} of ledger ${printable(ledger)}`;
  const money = (minor: bigint): string => formatMoney(minor, subject.scale);
  const range = `${utcSecond(Date.parse(first.at))} to ${utcSecond(Date.parse(last.at))} UTC, seq ${first.seq} to ${last.seq}`;
  const sums = [`in ${money(total.in)}`, `out ${money(total.out)}`];
  if (account === undefined) sums.push(`within ${money(total.within)}`);
  return [
    paints.bold(`${title}, ${printable(asset)}`),
    paints.dim(range),
    `${countOf(total.count, 'transaction')}: ${sums.join(', ')}`,
    '',
    ...table(
      [left('Kind'), right('Transactions'), right('Amount')],
      kinds.list.map(({ kind, count, amount }) => [
        cell(kind),
        cell(countText(count)),
        cell(amount === 0n ? '' : money(amount)),
      ]),
      paints.dim,
    ),
    '',
    ...timelineLines(flows.timeline(spansShownMax), fold, paints, width),
    ...moverLines(fold, paints),
    ...unusualLines(fold, paints),
    ...(unusual.count === 0 ? ['No unusual movements.'] : []),
  ];
}

function timelineLines(
  { per, spans }: FlowTimeline,
  { subject }: Fold,
  paints: Paints,
  width: number,
): string[] {
  const shown = spans.slice(-spansShownMax);
  const most = Math.max(...shown.map(({ count }) => count));
  const money = (minor: bigint): Cell => cell(minor === 0n ? '' : formatMoney(minor, subject.scale));
  const isLedger = subject.account === undefined;
  const moment = per === 'hour' ? utcMinute : utcDay;
  const rowOf = (span: FlowSpan, bar: string): Cell[] => [
    cell(moment(span.fromMs)),
    cell(countText(span.count)),
    money(span.in),
    money(span.out),
    ...(isLedger ? [money(span.within)] : []),
    { text: bar, paint: paints.dim },
  ];
  const columns = [
    left(`Per ${per}, UTC`),
    right('Transactions'),
    right('In'),
    right('Out'),
    ...(isLedger ? [right('Within')] : []),
    left(''),
  ];
  const bare = table(
    columns,
    shown.map((span) => rowOf(span, '')),
    unpainted,
  );
  const room = Math.min(barMax, width - 2 - Math.max(...bare.map(({ length }) => length)));
  const bar = (count: number): string =>
    room < 5 || shown.length < 2 ? '' : '█'.repeat(Math.round((count / most) * room));
  const hidden = spans.length - shown.length;
  return [
    ...table(
      columns,
      shown.map((span) => rowOf(span, bar(span.count))),
      paints.dim,
    ),
    ...(hidden > 0 ? [paints.dim(`… and ${hidden} before these; --from and --to choose what is shown`)] : []),
    '',
  ];
}

function moverLines({ subject, movers }: Fold, paints: Paints): string[] {
  const largest = movers.byTurnover(listedMax);
  if (largest.length === 0) return [];
  const isLedger = subject.account === undefined;
  const list = (title: string, all: readonly Mover[]): string[] => [
    ...table(
      [left(title), right('Turnover'), right('In'), right('Out'), right('Net'), right('Movements')],
      all.map((mover) => moverRow(mover, subject.scale, paints)),
      paints.dim,
    ),
    '',
  ];
  return [
    ...list(isLedger ? 'By turnover' : 'With, by turnover', largest),
    ...list(isLedger ? 'By net change' : 'With, by net', movers.byNet(listedMax)),
    ...(movers.leftOut === 0
      ? []
      : [
          paints.dim(
            `Only the first ${countText(moversMax)} accounts are in these lists: ${countOf(movers.leftOut, 'movement')} of others are not.`,
          ),
          '',
        ]),
  ];
}

function moverRow(mover: Mover, scale: number, paints: Paints): Cell[] {
  const money = (minor: bigint): string => formatMoney(minor, scale);
  return [
    cell(mover.account),
    cell(money(turnover(mover))),
    cell(money(mover.in)),
    cell(money(mover.out)),
    deltaCell(money(net(mover)), paints),
    cell(countText(mover.count)),
  ];
}

function unusualLines({ unusual }: Fold, paints: Paints): string[] {
  if (unusual.count === 0) return [];
  const shown = unusual.list.slice(0, listedMax);
  const rows = shown.map(({ seq, at, account, delta, kind, score }) => [
    cell(String(seq)),
    cell(utcSecond(Date.parse(at))),
    cell(account),
    deltaCell(printable(delta), paints),
    cell(kind),
    cell(scoreText(score)),
  ]);
  const more = unusual.count - shown.length;
  return [
    ...table(
      [right('Unusual #'), left('Time, UTC'), left('Account'), right('Amount'), left('Kind'), right('Score')],
      rows,
      paints.dim,
    ),
    ...(more > 0 ? [paints.dim(`… and ${countText(more)} more with lower scores`)] : []),
    ...(unusual.unjudged === 0
      ? []
      : [
          paints.dim(
            `Only the first ${countText(judgedAccountsMax)} accounts were judged: ${countOf(unusual.unjudged, 'movement')} of others were not.`,
          ),
        ]),
  ];
}

const unpainted: Paint = (text) => text;

function cell(text: string): Cell {
  return { text: printable(text) };
}
function left(title: string): Column {
  return { title, align: 'left' };
}
function right(title: string): Column {
  return { title, align: 'right' };
}
