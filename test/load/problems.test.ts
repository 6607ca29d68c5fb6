import { expect, test } from 'vitest';
import { Problems } from '../../client/load/check/problems.ts';

/** So many problems of each kind, added in an order that is not the one of their weight. */
function told(counts: { command?: number; account?: number; watcher?: number }): string[] {
  const problems = new Problems();
  for (const kind of ['watcher', 'account', 'command'] as const) {
    for (let at = 0; at < (counts[kind] ?? 0); at += 1) problems.add(kind, `${kind} ${at}`);
  }
  return problems.told();
}

test('few problems are told in full, the most telling first', () => {
  expect(told({ command: 1, account: 2, watcher: 1 })).toEqual([
    'command 0',
    'account 0',
    'account 1',
    'watcher 0',
  ]);
});

test('the same problem is told once', () => {
  const problems = new Problems();
  problems.add('account', 'it is wrong');
  problems.add('account', 'it is wrong');
  expect(problems.told()).toEqual(['it is wrong']);
});

test('twenty are told, of more the rest is counted', () => {
  expect(told({ command: 20 })).toHaveLength(20);
  const many = told({ command: 5_000 });
  expect(many).toHaveLength(20);
  expect(many.at(-1)).toBe('There are 4,981 further problems.');
});

test('many of one kind do not drown the others', () => {
  const shown = told({ command: 100, account: 2, watcher: 100 });
  expect(shown).toHaveLength(20);
  const counts = ['command', 'account', 'watcher'].map(
    (kind) => shown.filter((sentence) => sentence.startsWith(kind)).length,
  );
  expect(counts).toEqual([9, 2, 8]);
});
