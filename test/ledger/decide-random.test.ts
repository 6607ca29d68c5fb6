import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../server/ledger/decide.ts';
import { available, limitsOf } from '../../server/ledger/state.ts';
import { errorCodes } from '../../shared/codes.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { documentedCodes } from '../protocol/protocol-md.ts';
import { runs } from '../support/runs.ts';
import { assertInvariants } from './invariants.ts';
import { picture } from './picture.ts';
import { scenario } from './scenario.ts';
import { walk } from './walk.ts';

test('whatever is asked, every ledger sums to zero and no account falls below its limit (R31, R41)', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      walk(random, {
        after({ decision }, state) {
          assertInvariants(state);
          if (decision.kind === 'refusal' || !('legs' in decision)) return;
          const [giver, taker] = decision.legs;
          const moved = 'amount' in decision ? decision.amount : 0n;
          assert.equal(giver.delta, -moved);
          assert.equal(taker?.delta ?? 0n, moved);
          const { account } = giver;
          const isAsked = ['withdraw', 'transfer', 'hold', 'reverse'].includes(decision.kind);
          if (account === decision.ledger.world || !isAsked) return;
          assert(available(account) >= limitsOf(account).minBalance, 'gave below its limit');
        },
      });
    }),
    runs(300),
  );
});

test('deciding changes nothing, whatever the answer, and decides the same again (R30)', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      let before: unknown;
      walk(random, {
        before(state) {
          before = picture(state);
        },
        decided({ command, by, nowMs, decision }, state) {
          assert.deepEqual(picture(state), before);
          assert.deepEqual(decide(state, command, by, nowMs), decision);
        },
        after({ decision }, state) {
          if (decision.kind === 'refusal') assert.deepEqual(picture(state), before);
        },
      });
    }),
    runs(200),
  );
});

test('seqs and versions have no gaps, and time never falls (R16, R17, R33)', () => {
  fc.assert(
    fc.property(scenario, (random) => {
      const versions = new Map<string, number>();
      let seq = 0;
      let atMs = 0;
      walk(random, {
        after({ decision, nowMs }, state) {
          assert(decision.atMs >= atMs && decision.atMs >= nowMs, 'decided in the past');
          if (decision.kind !== 'refusal') {
            seq += 1;
            atMs = decision.atMs;
            assert.equal(decision.seq, seq);
            for (const leg of 'legs' in decision ? decision.legs : []) {
              const version = (versions.get(leg.account.id) ?? 0) + 1;
              versions.set(leg.account.id, version);
              assert.equal(leg.version, version);
            }
          }
          assert.equal(state.seq, seq);
          assert.equal(state.atMs, atMs);
          for (const [id, account] of state.accounts) assert.equal(account.version, versions.get(id) ?? 0);
        },
      });
    }),
    runs(200),
  );
});

test('of a movement no more is reversed than it moved, and a hold is settled once, for no more than it reserves (R101, R104, R110)', () => {
  let [reversals, captures] = [0, 0];
  fc.assert(
    fc.property(scenario, (random) => {
      const moved = new Map<number, bigint>();
      const reversed = new Map<number, bigint>();
      const held = new Map<number, bigint>();
      walk(random, {
        after({ decision }) {
          if (decision.kind === 'refusal') return;
          const { seq } = decision;
          if (decision.kind === 'hold') held.set(seq, decision.hold.amount);
          if ('hold' in decision && decision.kind !== 'hold') {
            const amount = decision.kind === 'capture' ? decision.amount : 0n;
            assert(amount <= (held.get(decision.hold.seq) ?? -1n), 'captured what was not held');
            held.delete(decision.hold.seq);
            if (decision.kind === 'capture') captures += 1;
          }
          if (decision.kind === 'reverse') {
            const sum = (reversed.get(decision.reverses) ?? 0n) + decision.amount;
            assert(sum <= (moved.get(decision.reverses) ?? -1n), 'reversed more than was moved');
            reversed.set(decision.reverses, sum);
            reversals += 1;
          } else if ('amount' in decision && decision.by !== hubPrincipal) moved.set(seq, decision.amount);
        },
      });
    }),
    runs(400),
  );
  expect(Math.min(reversals, captures)).toBeGreaterThan(10);
});

test('each command meets exactly the codes that its section of docs/PROTOCOL.md names', () => {
  const met = new Map<string, Set<string>>();
  const kinds = new Set<string>();
  fc.assert(
    fc.property(scenario, (random) => {
      walk(random, {
        after({ command, decision }) {
          if (command.t !== 'expire') kinds.add(command.t);
          if (decision.kind !== 'refusal') return;
          assert(decision.code in errorCodes);
          met.set(command.t, (met.get(command.t) ?? new Set()).add(decision.code));
        },
      });
    }),
    runs(10_000),
  );
  const namedAndMet = (codes: (command: string) => Iterable<string>) =>
    Object.fromEntries([...kinds].sort().map((command) => [command, [...codes(command)].sort()]));
  expect(namedAndMet((command) => met.get(command) ?? [])).toEqual(namedAndMet(documentedCodes));
  expect([...met.keys()].sort()).toEqual([...kinds].sort());
});
