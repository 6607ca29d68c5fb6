import { expect, test } from 'vitest';
import { everything } from '../../server/access/access.ts';
import { BadGrant, Grants, targetsMax } from '../../server/access/grants.ts';

test.each<[string, string, string | undefined, boolean]>([
  ['read:A', 'A', 'demo', true],
  ['read:A', 'A', undefined, true],
  ['read:A', 'AA', 'demo', false],
  ['read:A', 'a', 'demo', false],
  ['read:A,B', 'B', 'demo', true],
  ['read:shop-*', 'shop-1', 'demo', true],
  ['read:shop-*', 'shop-', undefined, true],
  ['read:shop-*', 'shop', 'demo', false],
  ['read:demo/*', 'A', 'demo', true],
  ['read:demo/*', '@world:demo', 'demo', true],
  ['read:demo/*', 'A', 'demo2', false],
  ['read:demo/*', 'A', undefined, false],
  ['read:demo/A', 'A', 'demo', true],
  ['read:demo/A', 'A', 'main', false],
  ['read:demo/A', 'A', undefined, false],
  ['read:demo/shop-*', 'shop-1', 'demo', true],
  ['read:demo/shop-*', 'shop-1', undefined, false],
  ['read:@world:demo', '@world:demo', 'demo', true],
  ['read:*', 'A', 'demo', true],
  ['read:*', '@world:x', undefined, true],
  ['watch:A', 'A', 'demo', false],
])('%s on account %s of ledger %s: %s', (grant, account, ledger, is) => {
  expect(new Grants([grant]).onAccount('read', account, ledger)).toBe(is);
});

test('a whole ledger is what is granted as one, not what its accounts happen to be', () => {
  expect(new Grants(['read:demo/*']).onLedger('read', 'demo')).toBe(true);
  expect(new Grants(['read:*']).onLedger('read', 'anything')).toBe(true);
  for (const grant of ['read:demo/A', 'read:demo/a*', 'read:A', 'watch:demo/*']) {
    expect(new Grants([grant]).onLedger('read', 'demo')).toBe(false);
  }
});

test('only every verb on everything is full', () => {
  expect(new Grants(everything).isFull).toBe(true);
  for (const left of everything)
    expect(new Grants(everything.filter((each) => each !== left)).isFull).toBe(false);
  expect(new Grants([]).isFull).toBe(false);
});

test.each([
  '',
  'read',
  'readA',
  'read*',
  'read:',
  'read:,A',
  'read:A,',
  'Read:A',
  'write:A',
  ' read:A',
  'read:A B',
  'read:demo/',
  'read:/A',
  'read:*/A',
  'read:demo/*/A',
  'read:sh*op',
  'read:**',
  `read:${'a'.repeat(65)}`,
  'read:A\n',
  'read:@world',
  'deposit:@world:demo',
  'admin:demo/*',
  'admin:A',
  `read:${Array.from({ length: targetsMax + 1 }, (_, nth) => `A${nth}`).join(',')}`,
])('%j is no grant', (text) => {
  expect(() => new Grants([text])).toThrow(BadGrant);
});

test('grants together are bounded as one is', () => {
  const half = (name: string): string =>
    `read:${Array.from({ length: targetsMax / 2 }, (_, nth) => `${name}${nth}`).join(',')}`;
  expect(() => new Grants([half('A'), half('B')])).not.toThrow();
  expect(() => new Grants([half('A'), half('B'), 'read:C'])).toThrow(BadGrant);
});
