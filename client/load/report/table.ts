import { type Paint, type Paints, paints as paintsOf } from '../../terminal/format/paint.ts';
import { type Cell, type Column, table } from '../../terminal/format/table.ts';
import { wrap } from '../../terminal/format/wrap.ts';
import { printable } from '../../words/printable.ts';
import { type Goal, type JudgedGoal, judgeGoals } from '../fail-on.ts';
import type { Latency, LedgerCheck, LoadResult } from '../result.ts';
import { commandFacts, type Fact, hubFacts, testerFacts } from './facts.ts';
import { countText, figureText } from './numbers.ts';
import { warnings } from './warnings.ts';
import { checkWords, goalWords, hubAbsences, settingWords, workloadWords } from './words.ts';

/** Columns that the report takes, but for a single word that is longer. */
const width = 80;
/** What is said of a name begins in this column. */
const indent = 16;

/** The report for a terminal, with a line break at its end. */
export function tableReport(
  result: LoadResult,
  goals: readonly Goal[],
  paints: Paints = paintsOf(false),
): string {
  const { options, commands, check } = result;
  const rate = `${countText(commands.acknowledgedPerSecond)} commands/s acknowledged`;
  return [
    ...wrap(workloadWords(options), width).map(paints.bold),
    ...wrap(settingWords(options), width),
    '',
    ...warningLines(result, paints),
    ...named('Throughput', [paints.bold(rate)]),
    ...factLines(commandFacts(result)),
    '',
    ...named('Latency, ms', latencyLines(result, paints)),
    '',
    ...kindLines(result, paints),
    ...hubLines(result),
    '',
    'Tester',
    ...factLines(testerFacts(result)),
    '',
    ...named('Ledger check', checkLines(check, paints)),
    ...goalLines(judgeGoals(goals, result), paints),
    '',
  ].join('\n');
}

/** Lines beside a name; they are as wide as there is room for. */
function named(name: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? name : '').padEnd(indent) + line);
}

function factLines(facts: readonly Fact[]): string[] {
  return facts.flatMap(({ name, text }) => named(`  ${name}`, wrap(printable(text), width - indent)));
}

function latencyLines({ acknowledgement, watching }: LoadResult, { dim }: Paints): string[] {
  const titles = ['', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  const columns = titles.map((title): Column => ({ title, align: title === '' ? 'left' : 'right' }));
  const row = (name: string, { mean, p50, p90, p99, p999, max }: Latency): Cell[] => [
    { text: name },
    ...[mean, p50, p90, p99, p999, max].map((value) => ({ text: figureText(value) })),
  ];
  const rows = [
    ...(acknowledgement.count === 0 ? [] : [row('acknowledged', acknowledgement)]),
    ...(watching === undefined || watching.count === 0 ? [] : [row('watched', watching)]),
  ];
  return rows.length === 0 ? ['nothing was acknowledged or seen'] : table(columns, rows, dim);
}

function kindLines({ kinds }: LoadResult, { dim }: Paints): string[] {
  if (kinds.length === 0) return [];
  const titles = ['', 'answered', 'refused', 'p50', 'p90', 'p99', 'max'];
  const columns = titles.map((title): Column => ({ title, align: title === '' ? 'left' : 'right' }));
  const rows = kinds.map(({ kind, answered, refused, latency }): Cell[] => [
    { text: kind },
    ...[answered, refused].map((count) => ({ text: countText(count) })),
    ...[latency.p50, latency.p90, latency.p99, latency.max].map((ms) => ({
      text: latency.count === 0 ? '' : figureText(ms),
    })),
  ]);
  return [...named('By kind, ms', table(columns, rows, dim)), ''];
}

function warningLines(result: LoadResult, { problem }: Paints): string[] {
  const lines = warnings(result).flatMap((each) => mark('!', each, problem));
  return lines.length === 0 ? [] : [...named('Note', lines), ''];
}

function hubLines({ hub, hubAbsence = 'none' }: LoadResult): string[] {
  return hub === undefined ? named('Hub', [hubAbsences[hubAbsence]]) : ['Hub', ...factLines(hubFacts(hub))];
}

function checkLines(check: LedgerCheck, { gain, problem }: Paints): string[] {
  if (check.state === 'right') return mark('✓', checkWords(check), gain);
  if (check.state !== 'wrong') return mark('?', checkWords(check), problem);
  return [
    ...mark('✗', checkWords(check), problem),
    ...check.problems.flatMap((each) => mark('-', each, problem)),
  ];
}

function goalLines(judged: readonly JudgedGoal[], { gain, problem }: Paints): string[] {
  const lines = judged.flatMap((each) =>
    each.met ? mark('✓', goalWords(each), gain) : mark('✗', goalWords(each), problem),
  );
  return lines.length === 0 ? [] : ['', ...named('Goals', lines)];
}

/** A sentence behind its mark. */
function mark(sign: string, text: string, paint: Paint): string[] {
  return wrap(`${sign} ${printable(text)}`, width - indent, 2).map(paint);
}
