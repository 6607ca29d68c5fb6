import type { History } from './history.ts';

/** How much a history has of everything. */
export interface Counts {
  commands: number;
  acknowledged: number;
  refused: number;
  unanswered: number;
  /** Of all commands, those that were asked more than once. */
  retried: number;
  reads: number;
  told: number;
  transactions: number;
}

export function noCounts(): Counts {
  return {
    commands: 0,
    acknowledged: 0,
    refused: 0,
    unanswered: 0,
    retried: 0,
    reads: 0,
    told: 0,
    transactions: 0,
  };
}

export function countsOf({ commands, reads, watches, commits }: History): Counts {
  const count = (t: 'ok' | 'refused'): number => commands.filter(({ answer }) => answer?.t === t).length;
  const [acknowledged, refused] = [count('ok'), count('refused')];
  return {
    commands: commands.length,
    acknowledged,
    refused,
    unanswered: commands.length - acknowledged - refused,
    retried: commands.length - new Set(commands.map(({ command }) => command.key)).size,
    reads: reads.length,
    told: watches.reduce((sum, { told }) => sum + told.length, 0),
    transactions: commits.reduce(
      (sum, { records }) => sum + records.filter((each) => !each.refused).length,
      0,
    ),
  };
}

/** For people, two lines. */
export function countsText(counts: Readonly<Counts>): string {
  const { commands, acknowledged, refused, unanswered, retried, reads, told, transactions } = counts;
  return [
    `${commands} commands asked (${retried} of them again): ${acknowledged} acknowledged, ${refused} refused, ${unanswered} given up`,
    `${transactions} transactions, ${reads} reads, ${told} messages to watchers`,
  ].join('\n');
}
