import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../client/input/action.ts';
import { isHubAction } from '../../client/input/action.ts';
import { parseInput, parseWords } from '../../client/input/parse-input.ts';
import { describeProblem } from '../../client/input/problem.ts';
import { ReadableIdSchema } from '../../shared/ids.ts';
import { AmountSchema } from '../../shared/money.ts';

const deposit = (account: string, amount: string) => ({ kind: 'deposit', account, amount }) as const;
const withdraw = (account: string, amount: string) => ({ kind: 'withdraw', account, amount }) as const;
const transfer = (from: string, to: string, amount: string) =>
  ({ kind: 'transfer', from, to, amount }) as const;

const right: readonly (readonly [string, Action])[] = [
  ['A D 100', deposit('A', '100')],
  ['A D100', deposit('A', '100')],
  ['a d 100', deposit('a', '100')],
  ['a d100', deposit('a', '100')],
  ['  A   D  12.50 ', deposit('A', '12.50')],
  ['A\tD\t100', deposit('A', '100')],
  ['A D 0.01', deposit('A', '0.01')],
  ['C W 200', withdraw('C', '200')],
  ['C W200', withdraw('C', '200')],
  ['c w 12.5', withdraw('c', '12.5')],
  ['A B D100', transfer('A', 'B', '100')],
  ['A B D 100', transfer('A', 'B', '100')],
  ['a b d100', transfer('a', 'b', '100')],
  ['A B T 100', transfer('A', 'B', '100')],
  ['A B T100', transfer('A', 'B', '100')],
  ['a b t 7.25', transfer('a', 'b', '7.25')],
  ['A B T 100 "rent"', { ...transfer('A', 'B', '100'), memo: 'rent' }],
  ["A B T100 'rent for May'", { ...transfer('A', 'B', '100'), memo: 'rent for May' }],
  ['A D 100 “房租”', { ...deposit('A', '100'), memo: '房租' }],
  ['A D 100 ""', { ...deposit('A', '100'), memo: '' }],
  // An account may be called like an operation.
  ['D D 5', deposit('D', '5')],
  ['A D D5', transfer('A', 'D', '5')],
  ['A W T 5', transfer('A', 'W', '5')],
  ['A W5', withdraw('A', '5')],
  ['A W5 D 100', transfer('A', 'W5', '100')],
  ['deposit A 100', deposit('A', '100')],
  ['DEPOSIT A 100', deposit('A', '100')],
  ['deposit A 100 "wages"', { ...deposit('A', '100'), memo: 'wages' }],
  ['withdraw C 200', withdraw('C', '200')],
  ['transfer A B 100', transfer('A', 'B', '100')],
  ['transfer A B 100 "rent"', { ...transfer('A', 'B', '100'), memo: 'rent' }],
  ['transfer quit open 1', transfer('quit', 'open', '1')],
  ['open X', { kind: 'open', account: 'X' }],
  ['open X demo', { kind: 'open', account: 'X', ledger: 'demo' }],
  ['balances', { kind: 'balances', names: [] }],
  ['balances A B', { kind: 'balances', names: ['A', 'B'] }],
  ['balances @world:demo', { kind: 'balances', names: ['@world:demo'] }],
  ['history A', { kind: 'history', account: 'A', limit: 20 }],
  ['history A 5', { kind: 'history', account: 'A', limit: 5 }],
  ['history A 1000', { kind: 'history', account: 'A', limit: 1000 }],
  ['watch', { kind: 'watch', accounts: [] }],
  ['watch A B', { kind: 'watch', accounts: ['A', 'B'] }],
  ['unwatch', { kind: 'unwatch' }],
  ['outcome k-1', { kind: 'outcome', key: 'k-1' }],
  ['trial', { kind: 'trial' }],
  ['trial demo', { kind: 'trial', ledger: 'demo' }],
  ['help', { kind: 'help' }],
  ['?', { kind: 'help' }],
  ['help Transfer', { kind: 'help', topic: 'transfer' }],
  ['quit', { kind: 'quit' }],
];

const wrong: readonly (readonly [string, string])[] = [
  ['', 'Invalid input format: the line is empty'],
  ['A', 'Invalid input format: this is no transaction and no command'],
  ['100', 'Invalid input format: this is no transaction and no command'],
  ['A 100', 'Invalid input format: this is no transaction and no command'],
  ['A B C D 100', 'Invalid input format: this is no transaction and no command'],
  ['A D 100 200', 'Invalid input format: "200" is one word too many (a memo goes in quotes)'],
  ['A D100 rent', 'Invalid input format: "rent" is one word too many (a memo goes in quotes)'],
  ['A B T 100 rent for May', 'Invalid input format: "rent" is one word too many (a memo goes in quotes)'],
  ['A D 100 "rent" more', 'Invalid input format: "more" is one word too many (a memo goes in quotes)'],
  ['A T 100', 'Invalid input format: T moves money between two accounts'],
  ['A T100', 'Invalid input format: T moves money between two accounts'],
  ['A X 100', 'Invalid operation: "X" is not D (deposit), W (withdraw) or T (transfer)'],
  ['A X100', 'Invalid operation: "X" is not D (deposit), W (withdraw) or T (transfer)'],
  ['A B X 100', 'Invalid operation: "X" is not D (deposit), W (withdraw) or T (transfer)'],
  ['A B W 100', 'Invalid operation: W takes money out of one account'],
  ['A B W100', 'Invalid operation: W takes money out of one account'],
  ['depost A 100', 'Invalid operation: "depost" is no command, deposit is one'],
  ['balance', 'Invalid operation: "balance" is no command, balances is one'],
  ['help me', 'Invalid operation: "me" is no command'],
  ['A D abc', 'Invalid amount: "abc" is not a number above zero'],
  ['A D -5', 'Invalid amount: "-5" is not a number above zero'],
  ['A D-5', 'Invalid amount: "-5" is not a number above zero'],
  ['A D +5', 'Invalid amount: "+5" is not a number above zero'],
  ['A D 0', 'Invalid amount: "0" is not a number above zero'],
  ['A D 0.00', 'Invalid amount: "0.00" is not a number above zero'],
  ['A D 1e3', 'Invalid amount: "1e3" is not a number above zero'],
  ['A D 1,000', 'Invalid amount: "1,000" is not a number above zero'],
  ['A D 5.', 'Invalid amount: "5." is not a number above zero'],
  ['A D .5', 'Invalid amount: ".5" is not a number above zero'],
  ['A D 007', 'Invalid amount: "007" is not a number above zero'],
  ['A D ١٠', 'Invalid amount: "١٠" is not a number above zero'],
  [`A D ${'9'.repeat(65)}`, `Invalid amount: "${'9'.repeat(40)}…" is not a number above zero`],
  ['A D x5', 'Invalid amount: "x5" is not a number above zero'],
  ['A B D D5', 'Invalid amount: "D5" is not a number above zero'],
  ['A! D 100', 'Invalid input format: "A!" cannot be the name of an account or ledger'],
  ['@world:demo D 100', 'Invalid input format: "@world:demo" cannot be the name of an account or ledger'],
  ['\u001b[31mA D 100', 'Invalid input format: "\\u{1b}[31mA" cannot be the name of an account or ledger'],
  ['deposit', 'Invalid input format: deposit takes an account and an amount'],
  ['deposit A', 'Invalid input format: deposit takes an account and an amount'],
  ['transfer A B', 'Invalid input format: transfer takes two accounts and an amount'],
  ['transfer A B 5 rent', 'Invalid input format: "rent" is one word too many (a memo goes in quotes)'],
  [
    'transfer A B 5 rent for May',
    'Invalid input format: "rent" is one word too many (a memo goes in quotes)',
  ],
  ['transfer A B 5 "rent" "May"', 'Invalid input format: "May" is one word too many (a memo goes in quotes)'],
  ['transfer A B 5 "rent', 'Invalid input format: a quote is not closed'],
  [
    `transfer A B 5 "${'x'.repeat(141)}"`,
    'Invalid input format: a memo has at most 140 printable characters',
  ],
  ['transfer A B "5"x', 'Invalid input format: "x" is one word too many (a memo goes in quotes)'],
  ['withdraw C -1', 'Invalid amount: "-1" is not a number above zero'],
  ['open', 'Invalid input format: open takes a new account'],
  ['open a b c', 'Invalid input format: "c" is one word too many'],
  ['history', 'Invalid input format: history takes an account'],
  ['history A 0', 'Invalid count: "0" is not a number from 1 to 1000'],
  ['history A abc', 'Invalid count: "abc" is not a number from 1 to 1000'],
  ['history A 1001', 'Invalid count: "1001" is not a number from 1 to 1000'],
  ['outcome', 'Invalid input format: outcome takes the key of a command'],
  ['outcome a/b', 'Invalid input format: "a/b" cannot be a key'],
  ['quit now', 'Invalid input format: "now" is one word too many'],
  [`balances ${'A '.repeat(1001)}`, 'Invalid input format: at most 1000 accounts can be named'],
];

describe('an input line', () => {
  it.each(right)('%j is understood', (line, action) => {
    expect(parseInput(line)).toEqual({ ok: true, action });
  });

  it.each(wrong)('%j is answered by what is wrong with it and the right form', (line, beginning) => {
    const parsed = parseInput(line);
    const text = parsed.ok ? 'understood' : describeProblem(parsed.problem);
    expect(text.startsWith(beginning), text).toBe(true);
    expect(text).toMatch(/\. Try: \S/);
  });

  it('with the operation between the accounts is answered by the same in order', () => {
    const parsed = parseInput('A t B 5');
    expect(parsed).toMatchObject({ ok: false, problem: { form: 'A B T 5' } });
    expect(parseInput('A T B x')).not.toMatchObject({ problem: { form: 'A B T x' } });
  });

  it('carries a memo that is given beside it', () => {
    expect(parseInput('A D 5', 'gift')).toEqual({ ok: true, action: { ...deposit('A', '5'), memo: 'gift' } });
    expect(parseInput('A D 5 "one"', 'two').ok).toBe(false);
    expect(parseInput('balances', 'A').ok).toBe(true);
  });
});

const fragment = fc.constantFrom(
  ...[
    'A',
    'b',
    'D',
    'W',
    'T',
    'D5',
    'w7',
    'T1.5',
    '100',
    '12.50',
    '-5',
    '0',
    '1e3',
    '"rent"',
    "'x y'",
    '"',
    '“',
  ],
  ...[
    'deposit',
    'transfer',
    'open',
    'balances',
    'history',
    'outcome',
    'trial',
    'watch',
    'help',
    'quit',
    '@world:demo',
  ],
  ...['__proto__', 'constructor', '\u001b[2J', '\ud800', '\u202e', '.', '/'],
);
const anyLine = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 8 })
    .map((words) => words.join(' ')),
);

describe('any text at all', () => {
  it('is parsed without throwing, and a problem with it is one printable line', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const parsed = parseInput(line);
        if (!parsed.ok) expect(describeProblem(parsed.problem)).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
      }),
      { seed: 20260101, numRuns: 2_000 },
    );
  });

  it('becomes an action only with ids and amounts that the protocol takes', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const parsed = parseInput(line);
        if (!parsed.ok || !isHubAction(parsed.action)) return;
        const { action } = parsed;
        if ('amount' in action) expect(AmountSchema.safeParse(action.amount).success).toBe(true);
        for (const id of idsOf(action)) expect(ReadableIdSchema.safeParse(id).success).toBe(true);
      }),
      { seed: 20260102, numRuns: 2_000 },
    );
  });

  it('is read alike as a line and as words', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-z0-9.]{1,5}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, (texts) => {
        expect(parseWords(texts.map((text) => ({ text, quoted: false })))).toEqual(
          parseInput(texts.join(' ')),
        );
      }),
      { seed: 20260103 },
    );
  });
});

function idsOf(action: Action): readonly string[] {
  if ('account' in action) return [action.account];
  if ('from' in action) return [action.from, action.to];
  return action.kind === 'balances' ? action.names : [];
}
