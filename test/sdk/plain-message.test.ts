import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainMessage } from '../../client/sdk/plain-message.ts';
import { accountNow, okReply } from '../../server/gateway/replies.ts';
import { recordOf } from '../../server/ledger/record.ts';
import type { State } from '../../server/ledger/state.ts';
import { MessageSchema } from '../../shared/down.ts';
import { scenario } from '../ledger/scenario.ts';
import { walk } from '../ledger/walk.ts';
import { runs } from '../support/runs.ts';

/** What a line is by the schemas; throws where it is nothing. */
function checked(line: string): unknown {
  return MessageSchema.parse(JSON.parse(line));
}

/** The message where the line is read without the schemas: the same as by them, down to the order of fields. */
function readAsChecked(line: string): unknown {
  const message = readPlainMessage(line);
  if (message === undefined) return undefined;
  assert.deepStrictEqual(message, checked(line));
  assert.equal(JSON.stringify(message), JSON.stringify(checked(line)));
  return message;
}

function txEvent(record: string): string {
  return `{"t":"tx","watch":3,"prev":0,"tx":${record}}`;
}

function balancesEvent(state: State): string {
  const accounts = [...state.accounts.values()].map(accountNow);
  return `{"t":"balances","watch":1,"prev":0,"seq":${state.seq},"accounts":[${accounts.join(',')}]}`;
}

test('what a hub writes is read as the schemas would have it, and movements without them', () => {
  let movements = 0;
  fc.assert(
    fc.property(scenario, fc.nat(), (random, id) => {
      const state = walk(random, {
        decided: ({ command, decision }) => {
          if (decision.kind === 'refusal') return;
          const record = recordOf(decision);
          const read = [okReply(id, record), txEvent(record)].map(readAsChecked);
          readAsChecked(okReply('text', record));
          readAsChecked(okReply(id, record, true));
          const { memo = '', deadline, expect: expected } = command;
          const isConditional = deadline !== undefined || expected !== undefined;
          if (
            isConditional ||
            /["\\]/.test(memo) ||
            !['deposit', 'withdraw', 'transfer'].includes(decision.kind)
          )
            return;
          movements += 1;
          for (const message of read) assert.notEqual(message, undefined);
        },
      });
      const balances = readAsChecked(balancesEvent(state));
      const isPlain = [...state.accounts.values()].every(({ marks }) => marks === '');
      if (isPlain && state.accounts.size > 0) assert.notEqual(balances, undefined);
    }),
    runs(100),
  );
  expect(movements).toBeGreaterThan(500);
});

const movementText =
  '{"seq":12,"at":"2026-01-31T12:00:00.000Z","key":"k0ml29ff1iQ7n_x2VbK4cT","kind":"deposit","by":"anonymous",' +
  '"ledger":"demo","amount":"5.00","memo":"rent é","legs":[{"account":"@world:demo","delta":"-5.00","balance":' +
  '"-905.00","available":"-905.00","version":7},{"account":"an-account-with-a-long-name","delta":"5.00",' +
  '"balance":"92233720368547758.07","available":"92233720368547758.00","version":0}]}';
const accountText =
  '{"account":"an-account-with-a-long-name","ledger":"demo","asset":"CNY","balance":"0.50","available":"0.25","version":3}';
const plainLines = [
  `{"t":"ok","id":0,"tx":${movementText}}`,
  txEvent(movementText),
  `{"t":"balances","watch":1,"prev":8,"seq":9,"accounts":[${accountText},${accountText}]}`,
];

test.each(plainLines)('%s is read without the schemas', (line) => {
  expect(readAsChecked(line)).toEqual(checked(line));
});

/** Pieces that may turn one message into another, or into none. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      '\\u0041',
      '\u0001',
      '\u2028',
      ' ',
      '\t',
      '\r',
      '.',
      '-',
      '+',
      '0',
    ],
    ...[
      '1e3',
      '00',
      '999999999999999',
      '9007199254740993',
      '0.0000000000001',
      '9'.repeat(70),
      'null',
      'true',
    ],
    ...[
      '"x":1,',
      ',"replayed":true',
      ',"memo":"m"',
      ',"expect":{"A":1}',
      '"__proto__":{},',
      ',"legs":[]',
      'seq',
    ],
    ...['transfer', 'open', 'tx', 'ok', 'balances', '"t":"ok",', accountText, movementText],
  ),
  fc.string({ maxLength: 3 }),
);
const edit = fc.record({
  at: fc.nat(700),
  removed: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(60) }),
  added: piece,
});

test('what is nearly a plain message is read as the schemas would have it, or left to them', () => {
  let read = 0;
  const edited = (line: string, { at, removed, added }: { at: number; removed: number; added: string }) => {
    const place = at % (line.length + 1);
    return line.slice(0, place) + added + line.slice(place + removed);
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...plainLines),
      fc.array(edit, { minLength: 1, maxLength: 2 }),
      (line, edits) => {
        if (readAsChecked(edits.reduce(edited, line)) !== undefined) read += 1;
      },
    ),
    runs(20_000),
  );
  expect(read).toBeGreaterThan(1_000);
});

test.each([
  ['a balance that is longer than money may be', (line: string) => line.replaceAll('0.50', '9'.repeat(65))],
  ['a number of more than 15 digits', (line: string) => line.replaceAll('"seq":9', '"seq":9007199254740993')],
  ['a number that begins with zero', (line: string) => line.replaceAll('"seq":9', '"seq":09')],
  ['a field that is not known', (line: string) => line.replaceAll('"seq":9', '"seq":9,"new":1')],
  ['another order', (line: string) => line.replaceAll('"prev":8,"seq":9', '"seq":9,"prev":8')],
  ['no accounts', (line: string) => line.replaceAll(`${accountText},${accountText}`, '')],
  ['something behind', (line: string) => `${line} `],
])('balances with %s are left to the schemas', (_, change) => {
  const [, , line = ''] = plainLines;
  expect(change(line)).not.toBe(line);
  expect(readPlainMessage(change(line))).toBeUndefined();
});
