import assert from 'node:assert';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LoggedOutcome, OutcomeLog, OutcomeLogDataSchema } from '../../client/load/outcome-log.ts';
import { ErrorCodeSchema } from '../../shared/codes.ts';
import { runs } from '../support/runs.ts';

const startMs = 1_790_000_000_000;

/** Numbers on both sides of where the log's memory goes on in another piece. */
const number = fc.oneof(fc.nat(20), fc.integer({ min: 65_530, max: 65_541 }), fc.nat(200_000));
const keyMs = fc.integer({ min: startMs - 60_000, max: startMs + 86_400_000 });
const outcome: fc.Arbitrary<LoggedOutcome> = fc.oneof(
  fc.constant({ kind: 'unanswered' } as const),
  fc.record({ kind: fc.constant('committed' as const), seq: fc.integer({ min: 1, max: 2 ** 53 - 1 }) }),
  fc.record({ kind: fc.constant('refused' as const), code: fc.constantFrom(...ErrorCodeSchema.options) }),
);
const commands = fc.array(fc.tuple(number, keyMs, outcome), { maxLength: 40 });

/** A log of these commands, and what it has to say of each. */
function logOf(steps: readonly (readonly [number, number, LoggedOutcome])[]) {
  const log = new OutcomeLog(startMs);
  const expected = new Map<number, { ms: number; outcome: LoggedOutcome }>();
  for (const [n, ms, result] of steps) {
    log.sent(n, ms);
    if (result.kind === 'committed') log.committed(n, result.seq);
    if (result.kind === 'refused') log.refused(n, result.code);
    expected.set(n, { ms, outcome: result });
  }
  return { log, expected };
}

function assertHolds(
  log: OutcomeLog,
  expected: ReadonlyMap<number, { ms: number; outcome: LoggedOutcome }>,
): void {
  assert.equal(log.size, Math.max(-1, ...expected.keys()) + 1);
  for (const [n, { ms, outcome }] of expected) {
    assert.deepEqual(log.at(n), outcome);
    assert.equal(log.keyMs(n), ms);
    for (const near of [n - 1, n + 1]) {
      if (near >= 0 && !expected.has(near)) assert.deepEqual(log.at(near), { kind: 'never' });
    }
  }
}

test('a log holds what it was told of each command, and nothing of others', () => {
  fc.assert(
    fc.property(commands, (steps) => {
      const { log, expected } = logOf(steps);
      assertHolds(log, expected);
    }),
    runs(300),
  );
});

test('a log is the same on the other side of a thread, and is gone from this one', async () => {
  const { port1, port2 } = new MessageChannel();
  try {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const { log, expected } = logOf(steps);
        const data = log.toTransfer();
        const arrived = once(port2, 'message');
        port1.postMessage(data, data.buffers);
        const [message] = await arrived;
        assertHolds(OutcomeLog.from(OutcomeLogDataSchema.parse(message)), expected);
        assert.equal(log.size, 0);
        assert.deepEqual(log.at(0), { kind: 'never' });
      }),
      runs(100),
    );
  } finally {
    port1.close();
  }
});

test('ten million commands take well under 200 MB', () => {
  const log = new OutcomeLog(startMs);
  for (let n = 0; n < 1_000_000; n += 1) log.sent(n, startMs + n);
  const bytes = log.toTransfer().buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(bytes).toBeLessThan(13 * 1_000_000);
});

test('an answer to a command that was never sent is a mistake of the caller', () => {
  expect(() => new OutcomeLog(startMs).committed(0, 1)).toThrow('never sent');
});
