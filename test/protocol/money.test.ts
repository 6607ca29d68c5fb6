import assert from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleMax } from '../../shared/limits.ts';
import {
  AmountSchema,
  canonicalMoney,
  formatMoney,
  MoneySchema,
  minorMax,
  minorMin,
  parseMoney,
} from '../../shared/money.ts';
import { runs } from '../support/runs.ts';

const scale = fc.nat({ max: scaleMax });
const minor = fc.oneof(
  fc.bigInt(minorMin, minorMax),
  fc.bigInt(-1_000n, 1_000n),
  fc.constantFrom(minorMin, minorMax),
);

test('money is read as it was printed, with exactly the scale in decimals (R10, R11)', () => {
  fc.assert(
    fc.property(minor, scale, (value, decimals) => {
      const text = formatMoney(value, decimals);
      assert.equal(parseMoney(text, decimals), value);
      assert(MoneySchema.safeParse(text).success);
      assert.equal(AmountSchema.safeParse(text).success, value > 0n);
      assert.equal(text.split('.')[1]?.length ?? 0, decimals);
    }),
    runs(2_000),
  );
});

test('one value has one canonical text, whatever zeros end it (R51)', () => {
  fc.assert(
    fc.property(minor, scale, fc.nat({ max: 5 }), (value, decimals, more) => {
      const text = formatMoney(value, decimals);
      const longer = `${decimals === 0 && more > 0 ? `${text}.` : text}${'0'.repeat(more)}`;
      const canonical = canonicalMoney(text);
      assert.equal(canonicalMoney(longer), canonical);
      assert.equal(canonicalMoney(canonical), canonical);
      assert.equal(parseMoney(canonical, decimals), value);
      assert(MoneySchema.safeParse(canonical).success);
    }),
    runs(2_000),
  );
});

test('different values have different canonical texts (R51)', () => {
  fc.assert(
    fc.property(minor, minor, scale, (one, other, decimals) => {
      const same =
        canonicalMoney(formatMoney(one, decimals)) === canonicalMoney(formatMoney(other, decimals));
      assert.equal(same, one === other);
    }),
    runs(2_000),
  );
});

test.each([
  ['12.50', 2, 1250n],
  ['12.5', 2, 1250n],
  ['12', 2, 1200n],
  ['0.01', 2, 1n],
  ['-0.01', 2, -1n],
  ['-0', 2, 0n],
  ['0', 0, 0n],
  ['100', 0, 100n],
  ['0.000000000001', 12, 1n],
  ['9223372036854775807', 0, minorMax],
  ['-92233720368547758.08', 2, minorMin],
  ['9'.repeat(30), 2, 10n ** 32n - 100n],
])('%s at scale %i is %s minor units (R10)', (text, decimals, value) => {
  expect(parseMoney(text, decimals)).toBe(value);
});

test.each([
  ['0.001', 2],
  ['1.000', 2],
  ['1.0', 0],
  ['1.0000000000000', 12],
])('%s has more decimals than scale %i allows (R11)', (text, decimals) => {
  expect(parseMoney(text, decimals)).toBe(undefined);
});

test.each([
  [0n, 0, '0'],
  [0n, 2, '0.00'],
  [-5n, 0, '-5'],
  [5n, 2, '0.05'],
  [-5n, 2, '-0.05'],
  [-1_234n, 2, '-12.34'],
  [minorMin, 12, '-9223372.036854775808'],
])('%s minor units at scale %i are printed as %s (R11)', (value, decimals, text) => {
  expect(formatMoney(value, decimals)).toBe(text);
});

const notDecimals = [
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  '+1',
  '1.',
  '.5',
  '01',
  '00.5',
  '1e3',
  '1E3',
  '0x10',
  '1,000',
  '1_000',
  '1..2',
  '1.2.3',
  '--1',
  'NaN',
  'Infinity',
  '１２',
  '٣',
  '1\u0000',
  '9'.repeat(65),
];

test.each(notDecimals)('%j is no money (R10)', (text) => {
  expect(MoneySchema.safeParse(text).success).toBe(false);
  expect(AmountSchema.safeParse(text).success).toBe(false);
});

test.each(['0', '0.00', '-0', '-1', '-0.01'])('%s is money and no amount (R11)', (text) => {
  expect(MoneySchema.safeParse(text).success).toBe(true);
  expect(AmountSchema.safeParse(text).success).toBe(false);
});

test.each([5, 5n, 0.1, true, null, ['5'], { amount: '5' }])('%s is no text, so no money (R10)', (value) => {
  expect(MoneySchema.safeParse(value).success).toBe(false);
  expect(AmountSchema.safeParse(value).success).toBe(false);
});
