import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { Decision } from '../../server/ledger/transaction.ts';
import type { Command } from '../../shared/commands.ts';
import { commandOf, openingSteps, type Scenario } from './scenario.ts';

export interface Visit {
  readonly command: Command;
  readonly by: string;
  readonly nowMs: number;
  readonly decision: Decision;
}

/** Decides all steps of a scenario, applies what is accepted, and returns the state that it ends in. */
export function walk(scenario: Scenario, visitor: Visitor): State {
  const state = emptyState();
  let nowMs = 1_769_860_800_000;
  [...openingSteps(scenario), ...scenario.steps].forEach((step, nth) => {
    nowMs += step.passedMs;
    const command = commandOf(state, step, nth, nowMs);
    visitor.before?.(state);
    const decision = decide(state, command, step.by, nowMs);
    const visit = { command, by: step.by, nowMs, decision };
    visitor.decided?.(visit, state);
    if (decision.kind !== 'refusal') apply(state, decision);
    visitor.after?.(visit, state);
  });
  return state;
}

/** Called around every step: before it is decided, before it is applied, and after. */
export interface Visitor {
  before?(state: State): void;
  decided?(visit: Visit, state: State): void;
  after?(visit: Visit, state: State): void;
}
