import { expect, test } from 'vitest';
import { AssetSchema, CorrelationIdSchema, MemoSchema, TimeSchema } from '../../shared/fields.ts';
import { IdSchema, isSystemAccount, ReadableIdSchema, worldOf } from '../../shared/ids.ts';

test.each(['A', '7', 'a.b_c:d-e', 'constructor', 'x'.repeat(64)])('%s is an id (R12)', (id) => {
  expect(IdSchema.safeParse(id).success).toBe(true);
  expect(ReadableIdSchema.safeParse(id).success).toBe(true);
});

test.each([
  '',
  'x'.repeat(65),
  'a b',
  ' a',
  'a\n',
  'a\u0000',
  '\u0007',
  '\ud800',
  'a\udfff',
  'é',
  'а',
  '__proto__',
  '_a',
  '.a',
  ':a',
  '-a',
  'a/b',
  'a"b',
  'a\\b',
  '@A',
  '@world',
  '@world:',
  '@World:demo',
  '@world:@world:demo',
  '@world:__proto__',
])('%j is no id (R12)', (id) => {
  expect(IdSchema.safeParse(id).success).toBe(false);
  expect(ReadableIdSchema.safeParse(id).success).toBe(false);
});

test('a system account can be read and not be acted on (R32)', () => {
  const world = worldOf('x'.repeat(64));
  expect(isSystemAccount(world)).toBe(true);
  expect(isSystemAccount('world:demo')).toBe(false);
  expect(ReadableIdSchema.safeParse(world).success).toBe(true);
  expect(IdSchema.safeParse(world).success).toBe(false);
});

test.each([0, 1, 2 ** 53 - 1, 'a', ' ', '"', '\u0000', '\ud800', 'x'.repeat(64)])(
  '%j correlates a reply (R13)',
  (id) => {
    expect(CorrelationIdSchema.parse(id)).toBe(id);
  },
);

test.each([-1, 0.5, 2 ** 53, Number.NaN, '', 'x'.repeat(65), null, true, [1], {}])(
  '%j correlates nothing (R13)',
  (id) => {
    expect(CorrelationIdSchema.safeParse(id).success).toBe(false);
  },
);

test.each(['', 'rent', '房租 🏠', 'a\u200db', 'x'.repeat(140), '🏠'.repeat(140), '<b>"\\'])(
  '%j is a memo (R34)',
  (memo) => {
    expect(MemoSchema.safeParse(memo).success).toBe(true);
  },
);

test.each([
  'x'.repeat(141),
  'a\nb',
  'a\tb',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u001b[31m',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u00ad',
  '\ud800',
  'a\udc00b',
])('%j is no memo (R34)', (memo) => {
  expect(MemoSchema.safeParse(memo).success).toBe(false);
});

test.each(['CNY', 'x', 'BTC.e', 'x'.repeat(16)])('%s is an asset', (asset) => {
  expect(AssetSchema.safeParse(asset).success).toBe(true);
});

test.each(['', 'x'.repeat(17), '$', '€', ' EUR', '__proto__'])('%j is no asset', (asset) => {
  expect(AssetSchema.safeParse(asset).success).toBe(false);
});

test.each(['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123Z', '2024-02-29T23:59:59.123456789Z'])(
  '%s is a time (R17)',
  (time) => {
    expect(TimeSchema.safeParse(time).success).toBe(true);
    expect(Number.isFinite(Date.parse(time))).toBe(true);
  },
);

test.each([
  '',
  'now',
  '2026-01-31',
  '2026-01-31T12:00Z',
  '2026-01-31T12:00:00',
  '2026-01-31T12:00:00z',
  '2026-01-31T12:00:00+00:00',
  '2026-02-29T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T12:00:60Z',
  '2026-01-31 12:00:00Z',
  '2026-01-31T12:00:00Z\n',
  `2026-01-31T12:00:00.${'0'.repeat(12)}Z`,
])('%j is no time (R17)', (time) => {
  expect(TimeSchema.safeParse(time).success).toBe(false);
});
