import { describe, expect, test } from 'vitest';
import { rows } from '../../server/http/documents/protocol-page.ts';
import { type CommandKind, CommandSchema } from '../../shared/commands.ts';
import { documentedCodes, section } from '../protocol/protocol-md.ts';
import { bankOf, byHub, codeOf, submit } from './bank.ts';
import { kinds, situationOf } from './faults.ts';

/** Steps and codes of the page's table, such as `5 unknown_account`, in order. */
const order = rows(section('Check order')).flatMap(([step, , codes = '']) =>
  codes.split(', ').map((code) => `${step} ${code}`),
);
const codeIn = (position: string): string => position.split(' ')[1] ?? '';
const commandKinds = CommandSchema.def.options.flatMap(({ shape }): CommandKind[] => shape.t.def.values);

/** Where a command cannot meet a code that it meets at another step: it does not name what is checked there. */
const isElsewhere = (kind: CommandKind, position: string): boolean =>
  (position === '5 unknown_account' && ['ledger', 'open', 'capture', 'release', 'reverse'].includes(kind)) ||
  (position === '12 conflict' && kind !== 'close');

/** The positions at which a command can be refused, as docs/PROTOCOL.md has them. */
function positionsOf(kind: CommandKind): string[] {
  const codes = new Set(documentedCodes(kind));
  return order.filter((position) => codes.has(codeIn(position)) && !isElsewhere(kind, position));
}

/** What a command of this kind with these faults is answered. */
function answer(kind: CommandKind, ...faults: string[]): string | undefined {
  const { state, fields } = situationOf(kind, faults);
  return codeOf(state, fields);
}

describe.each(commandKinds)('%s', (kind) => {
  const positions = positionsOf(kind);

  test('can fail every check that docs/PROTOCOL.md names for it, and no other (R60)', () => {
    const faults = Object.keys(kinds[kind].faults);
    expect(faults.sort()).toEqual([...positions].sort());
    expect([...new Set(positions.map(codeIn))].sort()).toEqual(documentedCodes(kind).sort());
  });

  test('passes once nothing is wrong with it (R60)', () => {
    expect(answer(kind)).toBe(undefined);
    const { state, fields } = situationOf(kind, []);
    const versions = { A: state.accounts.get('A')?.version, B: 0 };
    const conditions = { deadline: '2026-01-31T12:00:00.000Z', expect: versions };
    expect(codeOf(state, { ...fields, ...conditions })).toBe(undefined);
  });

  const pairs = positions.flatMap((earlier, at) =>
    positions
      .slice(at + 1)
      .filter((later) => !kinds[kind].exclusive?.some(([one, two]) => one === earlier && two === later))
      .map((later) => [earlier, later] as const),
  );
  test.each(pairs)('%s goes before %s (R60)', (earlier, later) => {
    expect(answer(kind, earlier, later)).toBe(codeIn(earlier));
    expect(answer(kind, later)).toBe(codeIn(later));
  });
});

test('who asks for more than there is hears the same, whatever the taker has room for (R60)', () => {
  const fill: Readonly<Record<string, Record<string, unknown>>> = {
    empty: { t: 'open', account: 'C', ledger: 'bank' },
    'full to 64 bits': { t: 'deposit', account: 'B', amount: '92233720368547755' },
    'full by its rules': { t: 'rules', account: 'B', rules: { kind: 'fixed', maxBalance: '0' } },
  };
  const expected = ['insufficient_funds', 'insufficient_funds', 'overflow'];
  for (const [name, filling] of Object.entries(fill)) {
    const bank = bankOf({ kind: 'none' }, 2, { A: '2', B: '0' });
    byHub(bank, { t: 'hold', from: 'A', to: 'B', amount: '1' });
    const hold = [...bank.holds][0]?.seq;
    byHub(bank, filling);
    const pair = { from: 'A', to: 'B' };
    for (const asked of [
      { t: 'transfer', ...pair },
      { t: 'hold', ...pair },
      { t: 'capture', hold },
    ]) {
      const codes = ['5', '46116860184273879.03', '46116860184273879.04'].map((amount) =>
        codeOf(bank, { ...asked, amount }),
      );
      expect(codes, `${asked.t} to who is ${name}`).toEqual(expected);
    }
  }
});

test('of two unknown accounts the message names the one that gives (R62)', () => {
  const bank = bankOf({ kind: 'none' }, 2, { A: '1' });
  for (const t of ['transfer', 'hold']) {
    expect(submit(bank, { t, from: 'X', to: 'Y', amount: '1' })).toMatchObject({
      code: 'unknown_account',
      message: 'there is no account X',
    });
  }
});

test('whether either is closed is looked at before whether either is frozen, the giver first (R62)', () => {
  const bank = bankOf({ kind: 'none' }, 2, { A: '1', B: '0', C: '0' });
  const transfer = { t: 'transfer', from: 'A', to: 'B', amount: '1' };
  submit(bank, { t: 'freeze', account: 'B' });
  expect(submit(bank, transfer)).toMatchObject({ code: 'account_frozen', message: /^B / });
  submit(bank, { t: 'freeze', account: 'A', side: 'debit' });
  expect(submit(bank, transfer)).toMatchObject({ code: 'account_frozen', message: /^A / });
  submit(bank, { t: 'close', account: 'B' });
  expect(submit(bank, transfer)).toMatchObject({ code: 'account_closed', message: 'B is closed' });
  submit(bank, { t: 'close', account: 'C' });
  expect(submit(bank, { ...transfer, from: 'C' })).toMatchObject({ message: 'C is closed' });
});
