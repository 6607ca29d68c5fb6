import type { Command } from '../../shared/commands.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import type { State } from './state.ts';
import type { Decision, Refusal } from './transaction.ts';
import { undoOf } from './undo.ts';

/**
 * Decides commands one upon the other and applies them, or none of them: where one is refused, so are all, and
 * the state is as it was. What the first of them that is refused comes to decides whether the others are kept.
 */
export function decideTogether(
  state: State,
  commands: readonly Command[],
  by: string,
  nowMs: number,
): readonly Decision[] {
  const decisions: Decision[] = [];
  const undos: (() => void)[] = [];
  for (const command of commands) {
    const decision = decide(state, command, by, nowMs);
    if (decision.kind === 'refusal') {
      for (const undo of undos.reverse()) undo();
      return commands.map((each) => (each === command ? decision : failedWith(each, decision)));
    }
    undos.push(undoOf(state, decision));
    apply(state, decision);
    decisions.push(decision);
  }
  return decisions;
}

function failedWith(command: Command, { atMs, by, code, isKept, command: failed }: Refusal): Refusal {
  const message = `the command with key ${failed.key} was refused: ${code}`;
  return { kind: 'refusal', atMs, by, command, code: 'batch_failed', message, isKept };
}
