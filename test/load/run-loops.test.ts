import { describe, expect, test } from 'vitest';
import { ClosedLoop } from '../../client/load/drive/closed-loop.ts';
import { OpenLoop } from '../../client/load/drive/open-loop.ts';

describe('a closed loop', () => {
  test('keeps as many unanswered as each client may have', () => {
    const sent: number[] = [];
    const loop = new ClosedLoop(3, 2, (client) => sent.push(client));
    loop.start();
    expect(sent.splice(0)).toEqual([0, 1, 2, 0, 1, 2]);
    loop.answered(1);
    expect(sent.splice(0)).toEqual([1]);
    loop.stop();
    loop.answered(1);
    expect(sent).toEqual([]);
  });
});

describe('an open loop', () => {
  function newLoop(clients: number, inflight: number) {
    const sent: [client: number, dueMs: number][] = [];
    const skipped: number[] = [];
    const loop = new OpenLoop(
      clients,
      inflight,
      (client, dueMs) => sent.push([client, dueMs]),
      (dueMs) => skipped.push(dueMs),
    );
    loop.start();
    return { loop, sent, skipped };
  }

  test('sends what is due by the clients in turn, and passes over those that may not', () => {
    const { loop, sent } = newLoop(3, 1);
    loop.due(Float64Array.of(1, 2));
    loop.answered(0);
    loop.due(Float64Array.of(3, 4));
    expect(sent).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 4],
    ]);
  });

  test('has moments wait while all clients are taken, and sends them by their moments', () => {
    const { loop, sent, skipped } = newLoop(2, 1);
    loop.due(Float64Array.of(1, 2, 3, 4, 5));
    expect(sent.splice(0)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    loop.answered(1);
    loop.answered(1);
    loop.answered(0);
    expect(sent.splice(0)).toEqual([
      [1, 3],
      [1, 4],
      [0, 5],
    ]);
    loop.answered(0);
    expect([sent, skipped]).toEqual([[], []]);
  });

  test('skips what does not find room to wait', () => {
    const { loop, sent, skipped } = newLoop(1, 1);
    const due = Float64Array.from({ length: 100_003 }, (_, at) => at);
    loop.due(due);
    expect(sent).toEqual([[0, 0]]);
    expect(skipped).toEqual([100_001, 100_002]);
  });

  test('skips what still waits when it stops, and all that comes later', () => {
    const { loop, sent, skipped } = newLoop(1, 1);
    loop.due(Float64Array.of(1, 2, 3));
    loop.stop();
    loop.due(Float64Array.of(4));
    loop.answered(0);
    expect(sent).toEqual([[0, 1]]);
    expect(skipped).toEqual([2, 3, 4]);
  });
});
