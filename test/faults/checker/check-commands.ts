import { errorCodes } from '../../../shared/codes.ts';
import { type Command, CommandSchema } from '../../../shared/commands.ts';
import { commandOfTransaction, contentText, isSame } from './asked-for.ts';
import { type Decided, type DecidedIndex, scopeOf } from './decided.ts';
import type { Answer, CommandSeen, History, Violation } from './history.ts';

/** I2, I3 and I7: what each command was answered, against what the journal says was decided. */
export function checkCommands(
  { commands, isComplete, isClockSetBack = false }: History,
  index: DecidedIndex,
): Violation[] {
  const violations: Violation[] = [];
  const byKey = new Map<string, CommandSeen[]>();
  for (const seen of commands) {
    const key = scopeOf(seen.command.key, seen.by);
    const others = byKey.get(key);
    if (others === undefined) byKey.set(key, [seen]);
    else others.push(seen);
  }
  const leftNothing = new Set<string>();
  for (const { command, by, answer } of commands) {
    if (answer !== undefined && leavesNothing(answer)) leftNothing.add(scopeOf(command.key, by));
  }
  for (const [key, asked] of byKey) {
    const decided = index.byKey.get(key);
    const contents = new Set(asked.map(({ command }) => contentText(command)));
    const decidedContent = decided === undefined ? undefined : contentOf(decided);
    if (decided !== undefined && !contents.has(decidedContent ?? '')) {
      violations.push({ invariant: 'I3', what: 'the journal has other content than was asked for', key });
    }
    for (const { command, by, answer, together = [] } of asked) {
      // Where nothing is remembered of the command that made a batch fail, nothing is of the others.
      if (
        saysBatchFailed(answer) &&
        decided === undefined &&
        together.some((mate) => leftNothing.has(scopeOf(mate, by)))
      )
        continue;
      const wrong = answer && wrongIn(command, answer, decided, decidedContent);
      if (wrong !== undefined) violations.push({ ...wrong, key, seq: seqOf(answer) });
    }
    // What came too late by a clock that was set back may come in time, where another copy is under way.
    const isRefused = asked.every(
      ({ answer }) => answer !== undefined && leavesNothing(answer) && !(isClockSetBack && isExpired(answer)),
    );
    if (decided !== undefined && isRefused) {
      violations.push({
        invariant: 'I7',
        what: 'it was refused without a trace, and the journal has it',
        key,
      });
    }
  }
  if (isComplete) {
    for (const key of index.byKey.keys()) {
      if (!byKey.has(key))
        violations.push({ invariant: 'I7', what: 'nobody asked for what the journal has', key });
    }
  }
  return violations;
}

type Wrong = Pick<Violation, 'invariant' | 'what'>;

function wrongIn(
  command: Command,
  answer: Answer,
  decided: Decided | undefined,
  decidedContent: string | undefined,
): Wrong | undefined {
  const isAskedFor = decidedContent === contentText(command);
  if (answer.t === 'ok') {
    if (decided === undefined)
      return { invariant: 'I2', what: 'it was acknowledged, and the journal lacks it' };
    if (decided.record.refused) {
      return {
        invariant: 'I3',
        what: `it was acknowledged, and refused (${decided.record.refusal.refused.code})`,
      };
    }
    if (!isSame(answer.tx, decided.record.tx)) {
      const what = `it was acknowledged as seq ${answer.tx.seq} otherwise than the journal has it (seq ${decided.record.tx.seq})`;
      return { invariant: 'I2', what };
    }
    return isAskedFor
      ? undefined
      : { invariant: 'I3', what: 'other content was acknowledged under a used key' };
  }
  const { code, message } = answer;
  if (code === 'key_reused') {
    return decided === undefined
      ? { invariant: 'I3', what: 'a key that was never used is said to be' }
      : undefined;
  }
  if (!errorCodes[code].frozen) return undefined;
  if (decided === undefined)
    return { invariant: 'I2', what: `it was refused (${code}), and the journal does not remember` };
  if (!decided.record.refused) {
    return { invariant: 'I3', what: `it was refused (${code}), and done as seq ${decided.record.tx.seq}` };
  }
  const { refused } = decided.record.refusal;
  if (refused.code !== code || refused.message !== message) {
    return { invariant: 'I3', what: `it was refused as ${code}, the journal says ${refused.code}` };
  }
  return isAskedFor
    ? undefined
    : { invariant: 'I3', what: 'other content was refused under a used key as the first was' };
}

function contentOf({ record }: Decided): string | undefined {
  const command = record.refused
    ? CommandSchema.safeParse({ id: 0, ...record.refusal.command }).data
    : commandOfTransaction(record.tx);
  return command && contentText(command);
}

function saysBatchFailed(answer: Answer | undefined): boolean {
  return answer?.t === 'refused' && answer.code === 'batch_failed';
}

/** Whether what was answered says that nothing was done and nothing is remembered. */
function leavesNothing(answer: Answer): boolean {
  return answer.t === 'refused' && answer.code !== 'key_reused' && !errorCodes[answer.code].frozen;
}

function isExpired(answer: Answer): boolean {
  return answer.t === 'refused' && answer.code === 'expired';
}

function seqOf(answer: Answer | undefined): number | undefined {
  return answer?.t === 'ok' ? answer.tx.seq : undefined;
}
