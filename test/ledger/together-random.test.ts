import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { decideTogether } from '../../server/ledger/decide-together.ts';
import { recordOf } from '../../server/ledger/record.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { AnyCommand, Decision } from '../../server/ledger/transaction.ts';
import type { Command } from '../../shared/commands.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { runs } from '../support/runs.ts';
import { assertInvariants } from './invariants.ts';
import { KnownPast } from './known-past.ts';
import { picture } from './picture.ts';
import { commandOf, openingSteps, type Scenario, scenario } from './scenario.ts';

/** What is asked at one time by one principal, all or nothing. */
interface Group {
  readonly commands: readonly Command[];
  readonly nowMs: number;
  /** What each came to, one upon the other, up to the first that was refused. */
  readonly alone: readonly Decision[];
  /** The state that they end in where none is refused. */
  readonly after: State;
}

/** A state that other states can be made from: everything that was decided, in order. */
class Original {
  readonly #asked: { readonly command: AnyCommand; readonly by: string; readonly nowMs: number }[] = [];
  readonly #past = new KnownPast();

  get movements(): readonly number[] {
    return this.#past.movements;
  }

  /** Tells a state what the views would tell it of what the command names. */
  teach(state: State, command: AnyCommand): void {
    this.#past.teach(state, command);
  }

  note(decision: Decision, nowMs: number): void {
    if (decision.kind === 'refusal') return;
    this.#past.note(decision);
    this.#asked.push({ command: decision.command, by: decision.by, nowMs });
  }

  /** Another state in which the same has happened. */
  copy(): State {
    const state = emptyState();
    const past = new KnownPast();
    for (const { command, by, nowMs } of this.#asked) {
      past.teach(state, command);
      const decision = decide(state, command, by, nowMs);
      assert(decision.kind !== 'refusal');
      past.note(decision);
      apply(state, decision);
    }
    return state;
  }
}

/** All that can be seen of a state, and what it knows of the past. */
function wholePicture(state: State): unknown {
  const seqs = Array.from({ length: state.seq + 20 }, (_, before) => before + 1);
  const past = seqs.map((seq) => {
    const known = state.past.get(seq);
    if (known?.what.is !== 'movement') return known;
    const { from, to, ledger, ...rest } = known.what;
    return { ...known, what: { ...rest, from: from.id, to: to.id, ledger: ledger.id } };
  });
  return { ...picture(state), past };
}

/**
 * Decides the steps of a scenario in groups of these sizes, each together; what would be refused stays in a group
 * where its size is odd, and is left out where it is even.
 */
function walkTogether(random: Scenario, sizes: readonly number[], decided: Decided): void {
  const state = emptyState();
  const original = new Original();
  let nowMs = 1_769_860_800_000;
  let nth = 0;
  const one = (command: AnyCommand, by: string): void => {
    const decision = decide(state, command, by, nowMs);
    original.note(decision, nowMs);
    if (decision.kind !== 'refusal') apply(state, decision);
  };
  for (const step of openingSteps(random)) one(commandOf(state, [], step, ++nth, ++nowMs), step.by);

  const steps = [...random.steps];
  for (let group = 0; steps.length > 0; group += 1) {
    const size = sizes[group % sizes.length] ?? 1;
    const asked = steps.splice(0, size);
    nowMs += asked[0]?.passedMs ?? 0;
    for (let { next } = state.holds; next !== undefined && next.expiresMs <= nowMs; next = state.holds.next) {
      one({ t: 'expire', id: 0, key: `hub.expire.${next.seq}`, hold: next.seq }, hubPrincipal);
    }
    if (group % 3 === 0) state.past.forget(0, state.seq);
    const after = original.copy();
    const commands: Command[] = [];
    const alone: Decision[] = [];
    for (const step of asked) {
      const command = commandOf(after, original.movements, step, ++nth, nowMs);
      // What the group itself has made is not looked up: the views cannot know it.
      original.teach(state, command);
      original.teach(after, command);
      const decision = decide(after, command, 'anonymous', nowMs);
      if (decision.kind === 'refusal' && size % 2 === 0) continue;
      commands.push(command);
      if (alone.at(-1)?.kind === 'refusal') continue;
      alone.push(decision);
      if (decision.kind !== 'refusal') apply(after, decision);
    }
    const before = wholePicture(state);
    const decisions = decideTogether(state, commands, 'anonymous', nowMs);
    decided({ commands, nowMs, alone, after }, decisions, before, state);
    for (const decision of decisions) original.note(decision, nowMs);
  }
}

type Decided = (group: Group, decisions: readonly Decision[], before: unknown, state: State) => void;

test('what is decided together is all decided as one by one, or nothing of it stays (R122)', () => {
  const met = { whole: new Set<string>(), undone: new Set<string>() };
  fc.assert(
    fc.property(
      scenario,
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
      (random, sizes) => {
        walkTogether(random, sizes, ({ commands, alone, after }, decisions, before, state) => {
          assert.equal(decisions.length, commands.length);
          const refused = alone.findIndex(({ kind }) => kind === 'refusal');
          if (refused < 0) {
            assert.deepEqual(decisions.map(recordOf), alone.map(recordOf));
            assert.deepEqual(picture(state), picture(after));
            for (const { t } of commands) met.whole.add(t);
          } else {
            assert.deepEqual(wholePicture(state), before);
            assertRefused(commands, decisions, refused, alone[refused]);
            for (const { t } of commands.slice(0, refused)) met.undone.add(t);
          }
          assertInvariants(state);
        });
      },
    ),
    runs(400),
  );
  const kinds = ['ledger', 'open', 'deposit', 'withdraw', 'transfer', 'hold', 'capture', 'release'];
  const all = [...kinds, 'reverse', 'freeze', 'unfreeze', 'close', 'rules'].sort();
  expect([...met.whole].sort()).toEqual(all);
  expect([...met.undone].sort()).toEqual(all);
});

/** The command that is to blame has its code, and the others follow it. */
function assertRefused(
  commands: readonly Command[],
  decisions: readonly Decision[],
  blamed: number,
  alone: Decision | undefined,
): void {
  decisions.forEach((decision, nth) => {
    assert(decision.kind === 'refusal' && alone?.kind === 'refusal');
    assert.equal(decision.command, commands[nth]);
    assert.equal(decision.isKept, alone.isKept);
    assert.equal(decision.code, nth === blamed ? alone.code : 'batch_failed');
    if (nth === blamed) assert.equal(recordOf(decision), recordOf(alone));
  });
}
