import { checkBooks } from './check-books.ts';
import { checkCommands } from './check-commands.ts';
import { checkOrder } from './check-order.ts';
import { checkReads } from './check-states.ts';
import { checkWatches } from './check-watches.ts';
import { DecidedIndex, scopeOf } from './decided.ts';
import type { History, Violation } from './history.ts';
import { Replay } from './replay.ts';

/** Everything in a history that must never be; nothing where the hub has kept its promises. */
export function check(history: History): Violation[] {
  const { commits, commands, watches, reads, isClockSetBack } = history;
  const index = new DecidedIndex(commits);
  const together = new Map<string, readonly string[]>();
  for (const { command, by, together: keys } of commands)
    if (keys !== undefined) together.set(scopeOf(command.key, by), keys);
  const replay = new Replay(commits, together, isClockSetBack);
  return [
    ...index.violations,
    ...checkBooks(index.txs),
    ...replay.violations,
    ...checkCommands(history, index),
    ...checkOrder(commands, reads, watches, index),
    ...checkReads(reads, replay, index.seq),
    ...checkWatches(watches, index, replay),
  ];
}

/** Violations for people, the first of them. */
export function describe(violations: readonly Violation[], max = 20): string {
  const lines = violations.slice(0, max).map(({ invariant, what, key, account, seq }) => {
    const where = [
      ...(seq === undefined ? [] : [`seq ${seq}`]),
      ...(account === undefined ? [] : [`account ${account}`]),
      ...(key === undefined ? [] : [`key ${key}`]),
    ];
    return `${invariant}  ${where.join(', ')}: ${what}`;
  });
  const more = violations.length - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}
