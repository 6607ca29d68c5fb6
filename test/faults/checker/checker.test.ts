import { beforeAll, expect, describe as suite, test } from 'vitest';
import { commitsOf } from '../../support/journal-records.ts';
import { LocalHub } from '../../support/local-hub.ts';
import { check, describe } from './check.ts';
import { Crowd } from './crowd.ts';
import type { History } from './history.ts';
import { lies } from './lies.ts';
import { longHistory } from './long-history.ts';

let honest: History;
beforeAll(async () => {
  await using hub = await LocalHub.start();
  await using crowd = new Crowd(hub.httpUrl, 1);
  await crowd.open();
  crowd.begin();
  await crowd.acts(1_500);
  await crowd.finish();
  honest = crowd.history(await commitsOf(hub.journal));
});

suite('the checker', () => {
  test('finds nothing wrong with a hub that keeps its promises', () => {
    expect(describe(check(honest))).toBe('');
  });

  test('takes a hundred thousand commands, as its work grows no faster than they do', () => {
    expect(describe(check(longHistory(100_000)))).toBe('');
  }, 300_000);

  test.each(lies)('sees that $name ($invariant)', ({ tell, invariant }) => {
    expect(check(tell(honest)).map((violation) => violation.invariant)).toContain(invariant);
  });
});
