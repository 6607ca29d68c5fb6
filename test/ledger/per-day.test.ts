import { expect, test } from 'vitest';
import type { State } from '../../server/ledger/state.ts';
import type { Decision } from '../../server/ledger/transaction.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { bankOf, command, submit } from './bank.ts';
import { KnownPast } from './known-past.ts';

/** What may leave an account on one day, UTC (R44). */

const midnight = Date.parse('2026-02-01T00:00:00.000Z');
type Fields = Readonly<Record<string, unknown>>;

/** A has 1,000.00, of which 100.00 may leave it on one day. */
function bank(): State {
  return bankOf({ kind: 'fixed', maxPerDay: '100' }, 2, { A: '1000', B: '0' });
}
const withdraw = (amount: string): Fields => ({ t: 'withdraw', account: 'A', amount });
const transfer = (amount: string): Fields => ({ t: 'transfer', from: 'A', to: 'B', amount });
const hold = (amount: string, more: Fields = {}): Fields => ({
  t: 'hold',
  from: 'A',
  to: 'B',
  amount,
  ...more,
});

function at(state: State, nowMs: number, fields: Fields, by?: string): Decision {
  return submit(state, fields, by, nowMs);
}
/** The seq of what has to be taken. */
function seqAt(state: State, nowMs: number, fields: Fields): number {
  const decision = at(state, nowMs, fields);
  if (decision.kind === 'refusal') throw new Error(decision.message);
  return decision.seq;
}

test('withdrawals, transfers and holds count together, and each is refused with its own code', () => {
  const state = bank();
  for (const ask of [withdraw, transfer, hold]) seqAt(state, midnight - 2, ask('30'));
  for (const [ask, code, verb] of [
    [withdraw, 'limit_withdraw', 'withdrawn'],
    [transfer, 'limit_transfer', 'transferred'],
    [hold, 'limit_transfer', 'reserved'],
  ] as const) {
    expect(at(state, midnight - 1, ask('10.01'))).toMatchObject({
      code,
      message: `at most 10.00 may be ${verb} today, 10.01 asked`,
    });
  }
  seqAt(state, midnight - 1, withdraw('10'));
  expect(at(state, midnight - 1, withdraw('0.01'))).toMatchObject({ code: 'limit_withdraw' });
  seqAt(state, midnight - 1, { t: 'deposit', account: 'A', amount: '500' });
});

test('a new day begins at midnight, UTC, and a clock that is set back does not bring the old one again', () => {
  const state = bank();
  seqAt(state, midnight - 1, withdraw('100'));
  expect(at(state, midnight - 1, transfer('0.01'))).toMatchObject({ code: 'limit_transfer' });
  seqAt(state, midnight, transfer('100'));
  expect(at(state, midnight - 1, withdraw('0.01'))).toMatchObject({ code: 'limit_withdraw' });
  expect(at(state, midnight + 86_399_999, withdraw('0.01'))).toMatchObject({ code: 'limit_withdraw' });
  seqAt(state, midnight + 86_400_000, withdraw('100'));
});

test('what a hold gives back on its own day counts no more; on another day it never did', () => {
  const state = bank();
  const [taken, back] = [seqAt(state, midnight - 9, hold('60')), seqAt(state, midnight - 9, hold('40'))];
  expect(at(state, midnight - 8, withdraw('0.01'))).toMatchObject({ code: 'limit_withdraw' });
  seqAt(state, midnight - 7, { t: 'capture', hold: taken, amount: '50' });
  seqAt(state, midnight - 6, { t: 'release', hold: back });
  expect(at(state, midnight - 5, withdraw('50.01'))).toMatchObject({ code: 'limit_withdraw' });
  const overnight = seqAt(state, midnight - 5, hold('50'));
  // The day after: it counts for the day on which it was made, captured or given back.
  seqAt(state, midnight, withdraw('99'));
  seqAt(state, midnight + 1, { t: 'release', hold: overnight });
  expect(at(state, midnight + 2, withdraw('1.01'))).toMatchObject({ code: 'limit_withdraw' });
  seqAt(state, midnight + 2, withdraw('1'));
});

test('it counts whoever asked and whether or not a rule was in force, and a reversal gives nothing back', () => {
  const state = bankOf({ kind: 'none' }, 2, { A: '1000', B: '0' });
  const past = new KnownPast();
  const transferred = at(state, midnight, transfer('70'));
  past.note(transferred);
  const moved = state.seq;
  at(state, midnight, withdraw('20'), hubPrincipal);
  seqAt(state, midnight, { t: 'rules', account: 'A', rules: { kind: 'fixed', maxPerDay: '100' } });
  expect(at(state, midnight, withdraw('10.01'))).toMatchObject({ code: 'limit_withdraw' });
  past.teach(state, command({ t: 'reverse', tx: moved }));
  seqAt(state, midnight, { t: 'reverse', tx: moved });
  expect(at(state, midnight, withdraw('10.01'))).toMatchObject({ code: 'limit_withdraw' });
  seqAt(state, midnight, withdraw('10'));
});

test('a limit that is lowered below what has left lets nothing more leave', () => {
  const state = bank();
  seqAt(state, midnight, withdraw('80'));
  seqAt(state, midnight, { t: 'rules', ledger: 'bank', rules: { kind: 'fixed', maxPerDay: '50' } });
  expect(at(state, midnight, withdraw('0.01'))).toMatchObject({
    code: 'limit_withdraw',
    message: 'at most 0.00 may be withdrawn today, 0.01 asked',
  });
});
