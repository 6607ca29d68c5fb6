import { expect, test } from 'vitest';
import { ServerProcess } from '../../support/server-process.ts';
import { describe } from '../checker/check.ts';
import type { Invariant } from '../checker/history.ts';
import { type Fault, moduleOf, useBroken } from './broken-hub.ts';

/** The checker and its crowd against hubs that break their promises: whoever finds nothing here would find nothing anywhere. */

const faults: readonly (readonly [Fault, Invariant, boolean])[] = [
  ['early-answers', 'I2', true],
  ['forgotten-keys', 'I3', false],
  ['torn-batches', 'I3', false],
  ['dropped-events', 'I4', false],
];
const patience = { timeout: 300_000 };

test('a hub that keeps its promises is found to', patience, async () => {
  expect(describe(await useBroken(undefined, true))).toBe('');
});

test.each(faults)('a hub with %s is found out (%s)', patience, async (fault, invariant, isKilled) => {
  const found = await useBroken(fault, isKilled);
  expect(found.map((violation) => violation.invariant)).toContain(invariant);
});

test('a hub whose disk is not waited for refuses to start', async () => {
  await expect(ServerProcess.start({ imports: [moduleOf('relaxed-disk')] })).rejects.toThrow(
    'does not take the mode that makes commits durable',
  );
});

test('and starts where even reading the mode back is a lie', async () => {
  await using server = await ServerProcess.start({
    imports: [moduleOf('relaxed-disk')],
    env: { FLORIN_RELAXED_UNSEEN: '1' },
  });
  expect(server.url).not.toBe('');
});
