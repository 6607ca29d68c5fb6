import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { AnyCommand, Decision } from '../../server/ledger/transaction.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { KnownPast } from './known-past.ts';
import { commandOf, openingSteps, type Scenario } from './scenario.ts';

export interface Visit {
  readonly command: AnyCommand;
  readonly by: string;
  readonly nowMs: number;
  readonly decision: Decision;
}

/**
 * Decides all steps of a scenario, applies what is accepted, ends holds when their time has come, and returns the
 * state that it ends in.
 */
export function walk(scenario: Scenario, visitor: Visitor): State {
  const state = emptyState();
  const past = new KnownPast();
  let nowMs = 1_769_860_800_000;
  [...openingSteps(scenario), ...scenario.steps].forEach((step, nth) => {
    nowMs += step.passedMs;
    for (let { next } = state.holds; next !== undefined && next.expiresMs <= nowMs; next = state.holds.next) {
      visit({ t: 'expire', id: 0, key: `hub.expire.${next.seq}`, hold: next.seq }, hubPrincipal);
    }
    const command = commandOf(state, past.movements, step, nth, nowMs);
    if (nth % 7 === 0) state.past.forget(0, state.seq);
    past.teach(state, command);
    visit(command, step.by);
  });
  return state;

  function visit(command: AnyCommand, by: string): void {
    visitor.before?.(state);
    const decision = decide(state, command, by, nowMs);
    const visited = { command, by, nowMs, decision };
    visitor.decided?.(visited, state);
    past.note(decision);
    if (decision.kind !== 'refusal') apply(state, decision);
    visitor.after?.(visited, state);
  }
}

/** Called around every decision: before it is made, before it is applied, and after. */
export interface Visitor {
  before?(state: State): void;
  decided?(visit: Visit, state: State): void;
  after?(visit: Visit, state: State): void;
}
