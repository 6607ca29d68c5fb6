import { expect, it } from 'vitest';
import { foldIds } from '../../client/terminal/account-names.ts';

const known = new Set(['A', 'B', 'Rent', 'rent', 'x1']);

it('an id that exists is meant as it is, whatever others there are', () => {
  expect(foldIds(['rent', 'A'], new Set(), known)).toEqual({ ok: true, ids: ['rent', 'A'], notes: [] });
});

it('an id that does not exist means the one account that differs by case alone, and that is said', () => {
  expect(foldIds(['a', 'X1'], new Set(['a', 'X1']), known)).toEqual({
    ok: true,
    ids: ['A', 'x1'],
    notes: ['"a" taken as "A"', '"X1" taken as "x1"'],
  });
});

it('an id that could mean two accounts is a problem that names both', () => {
  expect(foldIds(['RENT'], new Set(['RENT']), known)).toMatchObject({
    ok: false,
    problem: { reason: '"RENT" could be Rent or rent' },
  });
});

it('an id that means none stays as it is, for the hub to refuse', () => {
  expect(foldIds(['zz'], new Set(['zz']), known)).toEqual({ ok: true, ids: ['zz'], notes: [] });
});
