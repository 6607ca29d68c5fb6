import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Flushable, FlushQueue } from '../../server/gateway/flush-queue.ts';
import { limits } from '../../server/limits.ts';

/** Tells what it is asked to write; its events take as long as it is told. */
function outbox(name: string, written: string[], eventsMs = 0): Flushable {
  return {
    flush: () => written.push(`${name} replies`),
    flushEvents: () => {
      const untilMs = performance.now() + eventsMs;
      while (performance.now() < untilMs);
      written.push(`${name} events`);
    },
  };
}

test('replies leave before events, and both with the release', () => {
  const written: string[] = [];
  const flushes = new FlushQueue();
  flushes.addEvents(outbox('a', written));
  flushes.add(outbox('b', written));
  flushes.flush();
  expect(written).toEqual(['b replies', 'a events']);
  flushes.flush();
  expect(written).toHaveLength(2);
});

test('what nobody releases leaves at the end of the turn', async () => {
  const written: string[] = [];
  const flushes = new FlushQueue();
  flushes.addEvents(outbox('a', written));
  flushes.add(outbox('b', written));
  expect(written).toEqual([]);
  await setImmediate();
  expect(written).toEqual(['b replies', 'a events']);
});

test('events that take long to write let replies through in between, and gather after it', async () => {
  const written: string[] = [];
  const flushes = new FlushQueue();
  for (const name of ['a', 'b', 'c']) flushes.addEvents(outbox(name, written, limits.eventsRestMsMax));
  flushes.add(outbox('x', written));
  flushes.flush();
  flushes.addEvents(outbox('d', written));
  flushes.add(outbox('y', written));
  flushes.flush();
  expect(written).toEqual(['x replies', 'a events', 'y replies']);
  while (written.length < 5) await setImmediate();
  expect(written.slice(3)).toEqual(['b events', 'c events']);
  // What came meanwhile has to wait for its round, and replies do not.
  flushes.add(outbox('z', written));
  flushes.flush();
  expect(written.slice(5)).toEqual(['z replies']);
  while (written.length < 7) await setImmediate();
  expect(written.slice(6)).toEqual(['d events']);
});
