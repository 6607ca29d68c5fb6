import { expect, test } from 'vitest';
import { clockMs, Deadlines } from '../../client/sdk/deadlines.ts';

const hourMs = 3_600_000;

/** Deadlines, what waits for them, and the order in which they passed. */
class Waiting implements Disposable {
  readonly passed: string[] = [];
  sweeps = 0;
  readonly #until = new Map<string, number>();
  readonly #deadlines = new Deadlines((nowMs) => this.#sweep(nowMs));
  #onPassed = (_name: string): void => {};

  add(name: string, inMs: number): void {
    const deadlineMs = clockMs() + inMs;
    this.#until.set(name, deadlineMs);
    this.#deadlines.add(deadlineMs);
  }

  remove(name: string): void {
    this.#until.delete(name);
  }

  /** Resolves when this one passes. */
  until(name: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onPassed = (passed) => {
        if (passed === name) resolve();
      };
    });
  }

  [Symbol.dispose](): void {
    this.#deadlines.stop();
  }

  #sweep(nowMs: number): number {
    this.sweeps += 1;
    const inOrder = [...this.#until].sort(([, a], [, b]) => a - b);
    for (const [name, deadlineMs] of inOrder) {
      if (deadlineMs > nowMs) return deadlineMs;
      this.#until.delete(name);
      this.passed.push(name);
      this.#onPassed(name);
    }
    return Number.POSITIVE_INFINITY;
  }
}

test('each passes in its turn, and one that comes later with less time need not wait for the others', async () => {
  using waiting = new Waiting();
  const last = waiting.until('last');
  waiting.add('much later', hourMs);
  waiting.add('last', 20);
  waiting.add('first', 1);
  await last;
  expect(waiting.passed).toEqual(['first', 'last']);
});

test('what is added after all have passed, or after what was waited for went away, passes too', async () => {
  using waiting = new Waiting();
  for (const name of ['one', 'two']) {
    const passed = waiting.until(name);
    waiting.add('gone', 1);
    waiting.remove('gone');
    waiting.add(name, 5);
    await passed;
  }
  expect(waiting.passed).toEqual(['one', 'two']);
});

test('time without end, or longer than a timer can wait, wakes nobody at once', async () => {
  using waiting = new Waiting();
  waiting.add('without end', Number.POSITIVE_INFINITY);
  waiting.add('in a year', 365 * 24 * hourMs);
  using other = new Waiting();
  const soon = other.until('soon');
  other.add('soon', 5);
  await soon;
  expect(waiting.sweeps).toBe(0);
});

test('once stopped it wakes nobody', async () => {
  const stopped = new Waiting();
  stopped.add('soon', 1);
  stopped[Symbol.dispose]();
  using other = new Waiting();
  const later = other.until('later');
  other.add('later', 5);
  await later;
  expect(stopped.sweeps).toBe(0);
});
