import fc from 'fast-check';
import { type Json, readJson } from '../reference/json-text.ts';
import { judge, type Verdict } from '../reference/verdict.ts';
import { hostileName, hostileText } from './hostile-values.ts';
import { accounts, ledgers } from './world.ts';

/** Questions as paths and parameters, right ones and others. */

export interface PathQuestion {
  readonly path: string;
  /** What it asks as a message; a field that it names twice stands there twice. */
  readonly verdict: Verdict;
}

/** The table of docs/HTTP.md: what stands behind `/v1`, the question, and its parameters that are numbers. */
const paths: readonly (readonly [path: string, t: string, parameters: readonly string[]])[] = [
  ['accounts', 'list', ['ledger', 'after', 'limit', 'minSeq']],
  ['accounts/ID', 'get', ['minSeq']],
  [
    'accounts/ID/history',
    'history',
    [
      'before',
      'after',
      'kind',
      'counterparty',
      'minAmount',
      'maxAmount',
      'from',
      'to',
      'memo',
      'limit',
      'minSeq',
    ],
  ],
  ['accounts/ID/balance', 'balance', ['at', 'minSeq']],
  ['accounts/ID/statement', 'statement', ['from', 'to', 'after', 'limit', 'minSeq']],
  ['transactions', 'transactions', ['ledger', 'after', 'before', 'from', 'to', 'limit', 'minSeq']],
  ['holds', 'holds', ['account', 'ledger', 'after', 'limit', 'minSeq']],
  ['trial', 'trial', ['ledger', 'minSeq']],
  ['outcomes/ID', 'outcome', ['minSeq']],
];

/** Parameters that are numbers, but for `list`, whose `after` is an account. */
const numbers = ['limit', 'minSeq', 'before', 'at'];

const canBeInUrl = (text: string): boolean => !/\p{Cs}/u.test(text) && text.length < 2_000;

// Of what is no text of Unicode, no URL can be made.
const named = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...accounts) },
  { weight: 3, arbitrary: hostileText.filter(canBeInUrl) },
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.nat(1_200).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...ledgers, '2026-01-31T12:00:00Z', '2126-01-31T12:00:00Z', 'transfer', '5'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '-0',
      '01',
      '1e3',
      '1.0',
      '+1',
      ' 1',
      '9007199254740993',
      '99999999999999999999',
      '',
    ),
  },
  { weight: 2, arbitrary: hostileText.filter(canBeInUrl) },
);
const otherName = hostileName.filter(canBeInUrl);

export const pathQuestion: fc.Arbitrary<PathQuestion> = fc
  .tuple(fc.constantFrom(...paths), named, fc.infiniteStream(value), fc.infiniteStream(fc.nat(9)), otherName)
  .map(([[path, t, parameters], id, values, dice, other]) => {
    const given: [string, string][] = [];
    for (const name of parameters) {
      const [{ value: die = 0 }, { value: text = '' }] = [dice.next(), values.next()];
      if (die < 2) given.push([name, text]);
      if (die === 0 && text.length > 6) given.push([name, text]);
    }
    if (dice.next().value === 0) given.push([other, 'x']);
    const query = given
      .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`)
      .join('&');
    const place = path.replace('ID', () => encodeURIComponent(id));
    return { path: `/v1/${place}${query === '' ? '' : `?${query}`}`, verdict: verdictOf(t, path, id, given) };
  });

function verdictOf(t: string, path: string, id: string, given: readonly [string, string][]): Verdict {
  const quoted = JSON.stringify(id);
  const fixed: readonly string[] = !path.includes('ID')
    ? []
    : t === 'get'
      ? [`"accounts":[${quoted}]`]
      : t === 'outcome'
        ? [`"key":${quoted}`]
        : [`"account":${quoted}`];
  const isNumber = (name: string, text: string): boolean =>
    (numbers.includes(name) || (name === 'after' && t !== 'list')) && isWholeNumber(text);
  const members = given.map(
    ([name, text]) => `${JSON.stringify(name)}:${isNumber(name, text) ? text : JSON.stringify(text)}`,
  );
  return judge(`{${[`"t":"${t}"`, '"id":1', ...fixed, ...members].join(',')}}`);
}

/** As JSON writes a number from 0, and no other way. */
function isWholeNumber(text: string): boolean {
  const read: Json | undefined = /^\d{1,16}$/.test(text) ? readJson(text) : undefined;
  return read !== undefined;
}
