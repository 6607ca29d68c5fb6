import { beforeAll, expect, describe as suite, test } from 'vitest';
import { commitsOf } from '../../support/journal-records.ts';
import { LocalHub } from '../../support/local-hub.ts';
import { check, describe } from './check.ts';
import { Crowd } from './crowd.ts';
import type { History } from './history.ts';

let history: History;
beforeAll(async () => {
  await using hub = await LocalHub.start();
  await using crowd = new Crowd(hub.httpUrl, 1);
  await crowd.open();
  crowd.begin();
  await crowd.acts(1_500);
  await crowd.finish();
  history = crowd.history(await commitsOf(hub.journal));
});

suite('the checker', () => {
  test('finds nothing wrong with a hub that keeps its promises', () => {
    expect(describe(check(history))).toBe('');
    expect(history.commands.length).toBeGreaterThan(200);
  });
});
