import { type DecidedIndex, scopeOf } from './decided.ts';
import { firstAbove } from './first-above.ts';
import type { CommandSeen, ReadSeen, Told, Violation, WatchSeen } from './history.ts';
import { KnownSince } from './real-time.ts';

/** I6: what was asked after someone was told of something is decided, or answered, behind that. */
export function checkOrder(
  commands: readonly CommandSeen[],
  reads: readonly ReadSeen[],
  watches: readonly WatchSeen[],
  index: DecidedIndex,
): Violation[] {
  const known = new KnownSince([
    ...commands.flatMap((seen) => placeTold(seen, index) ?? []),
    ...reads.map(({ answeredMs, seq }) => ({ atMs: answeredMs, place: placeOf(seq, index) })),
    ...watches.flatMap(({ told }) =>
      told.map((each) => ({ atMs: each.atMs, place: placeOf(seqTold(each), index) })),
    ),
  ]);
  const violations: Violation[] = [];
  for (const [key, askedMs] of firstAsked(commands)) {
    const decided = index.byKey.get(key);
    if (decided === undefined || decided.place > known.before(askedMs)) continue;
    const seq = decided.record.refused ? undefined : decided.record.tx.seq;
    const what = 'it was decided before something that was told before it was asked for';
    violations.push({ invariant: 'I6', what, key, seq });
  }
  for (const { askedMs, seq } of reads) {
    if (placeOf(seq, index) < placeOfNewestTx(known.before(askedMs), index)) {
      const what = 'a read does not see what was told before it was asked';
      violations.push({ invariant: 'I6', what, seq });
    }
  }
  return violations;
}

function firstAsked(commands: readonly CommandSeen[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { command, by, askedMs } of commands) {
    const key = scopeOf(command.key, by);
    first.set(key, Math.min(first.get(key) ?? askedMs, askedMs));
  }
  return first;
}

/** The place of what a command's answer tells of. */
function placeTold(
  { command, by, answer }: CommandSeen,
  index: DecidedIndex,
): { atMs: number; place: number } | undefined {
  if (answer === undefined) return undefined;
  if (answer.t === 'ok') return { atMs: answer.answeredMs, place: placeOf(answer.tx.seq, index) };
  const decided = index.byKey.get(scopeOf(command.key, by));
  const isIt = decided?.record.refused === true && decided.record.refusal.refused.code === answer.code;
  return isIt ? { atMs: answer.answeredMs, place: decided.place } : undefined;
}

function placeOf(seq: number, index: DecidedIndex): number {
  return index.places[seq - 1] ?? -1;
}

/** A read is as of a seq: refusals that were told of do not show in it. */
function placeOfNewestTx(place: number, index: DecidedIndex): number {
  return index.places[firstAbove(index.places, place) - 1] ?? -1;
}

function seqTold(told: Told): number {
  switch (told.t) {
    case 'tx':
      return told.tx.seq;
    case 'lagged':
      return told.to;
    default:
      return told.seq;
  }
}
