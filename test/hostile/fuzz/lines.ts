import fc from 'fast-check';
import { anyRequest } from '../../protocol/requests.ts';
import { escaped, hostileName, hostileValue, writtenText } from './hostile-values.ts';
import { accounts, ledgers } from './world.ts';

/** Lines that a client could send: requests as they should be, and what becomes of them by mistake or malice. */

/** A member as it is written: its name, and its value as JSON text. */
type Member = readonly [name: string, value: string];

const account = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...accounts) },
  { weight: 1, arbitrary: fc.constantFrom('nobody', 'x'.repeat(64), 'isPrototypeOf') },
);
const ledger = fc.constantFrom(...ledgers, 'nowhere');
const amount = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map((whole) => `${whole}`),
  fc.integer({ min: 1, max: 99_999 }).map((minor) => (minor / 100).toFixed(2)),
  fc.constantFrom('0.001', '9223372036854775807', '99999999', '0.1'),
);
const unique = fc.string({
  unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyz0123456789_-'),
  minLength: 12,
  maxLength: 12,
});
const key = fc.oneof(
  { weight: 12, arbitrary: unique.map((random) => `k0ml29ff1i${random}`.slice(0, 22)) },
  { weight: 6, arbitrary: unique },
  { weight: 2, arbitrary: fc.nat(300).map((number) => `again-${number}`) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '.', ':', '-', 'x'.repeat(64)) },
);
const id = fc.oneof(
  { weight: 12, arbitrary: fc.nat(2 ** 31) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<number | string>(
      0,
      '0',
      'null',
      '__proto__',
      Number.MAX_SAFE_INTEGER,
      '\ud800',
      '"},{"',
    ),
  },
);
const seq = fc.oneof(fc.nat(900), fc.nat(20_000));
const text = (of: fc.Arbitrary<unknown>): fc.Arbitrary<string> => of.map((value) => JSON.stringify(value));
const word = (value: string): fc.Arbitrary<string> => fc.constant(JSON.stringify(value));
const memo = fc.oneof(
  word('rent'),
  word('a:b {"t":1}'),
  writtenText(fc.string({ unit: 'grapheme', maxLength: 8 })),
);
const pair = { from: text(account), to: text(account), amount: text(amount) };
const one = { account: text(account) };

type Fields = Readonly<Record<string, fc.Arbitrary<string>>>;
const command = (t: string, fields: Fields): Fields => ({
  t: word(t),
  id: text(id),
  key: text(key),
  ...fields,
});
const question = (t: string, fields: Fields): Fields => ({ t: word(t), id: text(id), ...fields });
const members = (fields: Fields): fc.Arbitrary<Member[]> => {
  const names = Object.keys(fields);
  return fc
    .tuple(...Object.values(fields))
    .map((values) => names.map((name, at): Member => [name, values[at] ?? 'null']));
};

const simple = fc.oneof(
  { weight: 10, arbitrary: members(command('transfer', pair)) },
  { weight: 5, arbitrary: members(command('deposit', { ...one, amount: text(amount) })) },
  { weight: 5, arbitrary: members(command('withdraw', { ...one, amount: text(amount) })) },
  { weight: 2, arbitrary: members(command('transfer', { ...pair, memo })) },
  {
    weight: 1,
    arbitrary: members(
      command('deposit', {
        ...one,
        amount: text(amount),
        expect: account.map((each) => `{${JSON.stringify(each)}:5}`),
      }),
    ),
  },
  { weight: 1, arbitrary: members(command('hold', pair)) },
  { weight: 2, arbitrary: members(command('capture', { hold: text(seq) })) },
  { weight: 2, arbitrary: members(command('release', { hold: text(seq) })) },
  { weight: 2, arbitrary: members(command('reverse', { tx: text(seq), amount: text(amount) })) },
  {
    weight: 1,
    arbitrary: members(
      command('open', {
        account: text(fc.nat(2_000).map((number) => `new-${number}`)),
        ledger: text(ledger),
      }),
    ),
  },
  { weight: 1, arbitrary: members(command('freeze', { account: word('bank-11') })) },
  { weight: 1, arbitrary: members(command('unfreeze', one)) },
  {
    weight: 1,
    arbitrary: members(command('close', { account: text(fc.nat(2_000).map((number) => `new-${number}`)) })),
  },
  {
    weight: 1,
    arbitrary: members(
      command('rules', {
        account: word('bank-10'),
        rules: fc.constantFrom('{"kind":"none"}', '{"kind":"fixed","maxTransfer":"50"}'),
      }),
    ),
  },
);

const batch = fc
  .tuple(text(id), fc.array(simple, { minLength: 1, maxLength: 5 }), fc.constantFrom('true', 'false', ''))
  .map(([batchId, commands, atomic]): Member[] => [
    ['t', '"batch"'],
    ['id', batchId],
    ['commands', `[${commands.map((each) => written(each, 'compact')).join(',')}]`],
    ...(atomic === '' ? [] : [['atomic', atomic] as const]),
  ]);

const questions = fc.oneof(
  { weight: 4, arbitrary: members(question('ping', {})) },
  {
    weight: 4,
    arbitrary: members(question('get', { accounts: account.map((each) => JSON.stringify([each])) })),
  },
  {
    weight: 1,
    arbitrary: members(
      question('list', { limit: text(fc.integer({ min: 1, max: 20 })), after: text(account) }),
    ),
  },
  {
    weight: 2,
    arbitrary: members(
      question('history', { ...one, limit: text(fc.integer({ min: 1, max: 5 })), before: text(seq) }),
    ),
  },
  { weight: 1, arbitrary: members(question('balance', { ...one, at: text(seq) })) },
  {
    weight: 1,
    arbitrary: members(
      question('statement', { ...one, from: word('2026-01-01T00:00:00Z'), limit: fc.constant('3') }),
    ),
  },
  { weight: 1, arbitrary: members(question('transactions', { after: text(seq), limit: fc.constant('3') })) },
  { weight: 1, arbitrary: members(question('holds', { ...one, limit: fc.constant('3') })) },
  { weight: 3, arbitrary: members(question('outcome', { key: text(key) })) },
  { weight: 1, arbitrary: members(question('trial', { ledger: text(ledger) })) },
  { weight: 1, arbitrary: members(question('unwatch', { watch: text(fc.nat(3)) })) },
  {
    weight: 1,
    arbitrary: members({
      ...question('watch', {}),
      accounts: account.map((each) => JSON.stringify([each])),
      mode: word('latest'),
    }),
  },
);

/** A request that the schemas allow, of accounts that hardly ever are there. */
const strange = anyRequest
  // Snapshots of everything for everyone would be all that the hub does.
  .filter((request) => request.t !== 'watch')
  .map((request) => Object.entries(request).map(([name, value]): Member => [name, JSON.stringify(value)]));

const right = fc.oneof(
  { weight: 12, arbitrary: simple },
  { weight: 6, arbitrary: questions },
  { weight: 2, arbitrary: batch },
  { weight: 4, arbitrary: strange },
);

type Style = 'compact' | 'spaced' | 'escaped';
const style: fc.Arbitrary<Style> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Style>('compact') },
  { weight: 1, arbitrary: fc.constantFrom<Style>('spaced', 'escaped') },
);

function written(all: readonly Member[], how: Style): string {
  const name = (each: string): string => (how === 'escaped' ? escaped(each) : JSON.stringify(each));
  const [colon, comma] = how === 'spaced' ? [' :\t', ' ,  '] : [':', ','];
  return `{${all.map(([each, value]) => `${name(each)}${colon}${value}`).join(comma)}}`;
}

/** What is done to a request: one change, at a place that is a share of its length. */
const change = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.nat(99), hostileValue)
      .map(([place, value]) => (all: readonly Member[]): Member[] => {
        const at = place % Math.max(all.length, 1);
        return all.map(([name, old], index): Member => [name, index === at ? value : old]);
      }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(hostileName, hostileValue, fc.boolean())
      .map(([name, value, first]) => (all: readonly Member[]): Member[] => {
        const added: Member = [name, value];
        return first ? [added, ...all] : [...all, added];
      }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(99), hostileValue, fc.boolean())
      .map(([place, value, isSame]) => (all: readonly Member[]): Member[] => {
        const named = all[place % Math.max(all.length, 1)];
        return named === undefined ? [] : [...all, [named[0], isSame ? named[1] : value]];
      }),
  },
  {
    weight: 2,
    arbitrary: fc.nat(99).map(
      (place) =>
        (all: readonly Member[]): Member[] =>
          all.filter((_, at) => at !== place % all.length),
    ),
  },
  { weight: 1, arbitrary: fc.constant((all: readonly Member[]): Member[] => all.toReversed()) },
);

/** What is done to the text of a line; most of it is no JSON then. */
const damage = fc
  .tuple(
    fc.nat(9_999),
    fc.constantFrom('cut', 'drop', 'insert', 'twice', 'trail', 'lead'),
    fc.constantFrom(...'{}[]":,\\0e-\u0000\u2028\ufeff '),
  )
  .map(([place, way, char]) => (line: string): string => {
    const at = place % (line.length + 1);
    // Half of a character is none: no bytes stand for it.
    return Buffer.from(damaged(line, at, way, char)).toString();
  });

function damaged(line: string, at: number, way: string, char: string): string {
  switch (way) {
    case 'cut':
      return line.slice(0, at);
    case 'drop':
      return line.slice(0, at) + line.slice(at + 1);
    case 'insert':
      return line.slice(0, at) + char + line.slice(at);
    case 'twice':
      return line + line;
    case 'trail':
      return line + char;
    default:
      return char + line;
  }
}

const unchanged = (all: readonly Member[]): readonly Member[] => all;
const whole = (line: string): string => line;

const notObjects = fc.oneof(
  hostileValue,
  fc.constantFrom('[]', '[{"t":"ping","id":1}]', '{}', '1', '"ping"', '{"id":7}', '{"t":"ping"}'),
);

/** One line, without the line break. Now and then it holds one inside, which makes it two. */
export const anyLine: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(
        right,
        fc.oneof({ weight: 5, arbitrary: fc.constant(unchanged) }, { weight: 6, arbitrary: change }),
        fc.oneof({ weight: 8, arbitrary: fc.constant(unchanged) }, { weight: 1, arbitrary: change }),
        style,
        fc.oneof({ weight: 90, arbitrary: fc.constant(whole) }, { weight: 1, arbitrary: damage }),
      )
      .map(([request, first, second, how, last]) => last(written(second(first(request)), how))),
  },
  { weight: 1, arbitrary: notObjects },
);
