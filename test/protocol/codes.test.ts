import { expect, test } from 'vitest';
import { closeCodes, ErrorCodeSchema, errorCodes, mayReconnect } from '../../shared/codes.ts';

test('what may be tried again unchanged is not remembered (R53)', () => {
  for (const [code, { retryable, frozen }] of Object.entries(errorCodes)) {
    expect(retryable && frozen, code).toBe(false);
  }
});

test('these refusals are never remembered, all others are (R53)', () => {
  const passing = Object.entries(errorCodes)
    .filter(([, { frozen }]) => !frozen)
    .map(([code]) => code);
  expect(passing.sort()).toEqual([
    'bad_request',
    'busy',
    'expired',
    'forbidden',
    'key_reused',
    'rate_limited',
    'unauthorized',
    'unavailable',
    'unknown_key',
  ]);
});

test('the schema knows every code and no other', () => {
  expect(ErrorCodeSchema.options).toEqual(Object.keys(errorCodes));
  expect(ErrorCodeSchema.safeParse('constructor').success).toBe(false);
});

test('no close code stands for two things', () => {
  const codes = Object.values(closeCodes).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4000, 4001, 4002, 4499])(
  'after %i a client comes back (R95)',
  (code) => {
    expect(mayReconnect(code)).toBe(true);
  },
);

test.each([1002, 1003, 1007, 1009, 4500, 4501, 4502, 4504, 4999])(
  'after %i a client does not come back (R95)',
  (code) => {
    expect(mayReconnect(code)).toBe(false);
  },
);
