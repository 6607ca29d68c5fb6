import { expect, test } from 'vitest';
import { script, scriptLength, slotOf } from '../../client/load/mixed/script.ts';
import { ScriptOrder, type Turn } from '../../client/load/mixed/script-order.ts';
import { OutcomeLog } from '../../client/load/outcome-log.ts';

const startMs = 1_790_000_000_000;

/** A thread that is answered as `answer` says; undefined leaves a command unanswered. */
class Thread {
  readonly log = new OutcomeLog(startMs);
  readonly order = new ScriptOrder(this.log);
  readonly sent: number[] = [];
  readonly #answer: (n: number) => boolean | undefined;

  constructor(answer: (n: number) => boolean | undefined) {
    this.#answer = answer;
  }

  step(): Turn {
    const turn = this.order.next();
    for (const n of turn.numbers) {
      this.log.sent(n, startMs);
      this.sent.push(n);
    }
    for (const n of turn.numbers) this.answer(n, this.#answer(n));
    return turn;
  }

  answer(n: number, isDone: boolean | undefined): void {
    if (isDone === true) {
      this.log.committed(n, n + 1);
      this.order.committed(n);
    } else if (isDone === false) {
      this.log.refused(n, 'conflict');
      this.order.refused(n);
    }
  }
}

const numbers = Array.from({ length: scriptLength }, (_, n) => n);

function followsAt(n: number): number | undefined {
  const { slot, base } = slotOf(n);
  return slot.after === undefined ? undefined : base + slot.after;
}

test('each place of the script has one command, and what one follows is of the same hundred', () => {
  expect(script).toHaveLength(scriptLength);
  for (const n of numbers) {
    const { slot, base } = slotOf(300 + n);
    expect(base).toBe(300);
    if (slot.after !== undefined) expect(script[slot.after]).toBeDefined();
    // What it names is committed: it is what it follows, or what that one names.
    const followed = slot.after === undefined ? undefined : script[slot.after];
    expect([slot.after, followed?.of]).toContain(slot.of);
    if (slot.thaw !== undefined) expect(script[slot.thaw]?.kind).toBe('unfreeze');
  }
});

test('where all is done, all is sent once, and nothing before what it follows', () => {
  const thread = new Thread(() => true);
  while (thread.sent.length < 5 * scriptLength) thread.step();
  const whole = thread.sent.filter((n) => n < 4 * scriptLength).sort((a, b) => a - b);
  expect(whole).toEqual(Array.from({ length: 4 * scriptLength }, (_, n) => n));
  for (const [at, n] of thread.sent.entries()) {
    const followed = followsAt(n);
    if (followed !== undefined) expect(thread.sent.indexOf(followed)).toBeLessThan(at);
  }
});

test('what follows something waits for its answer, and is overtaken', () => {
  const thread = new Thread((n) => (script[n]?.kind === 'hold' ? undefined : true));
  while (thread.sent.length < 2 * scriptLength) thread.step();
  const hold = thread.sent.find((n) => script[n]?.kind === 'hold') ?? -1;
  const followers = numbers.filter((n) => followsAt(n) === hold);
  for (const n of followers) expect(thread.sent).not.toContain(n);
  thread.answer(hold, true);
  expect(followers.map(() => thread.step().numbers)).toEqual(followers.map((n) => [n]));
});

test('what follows something that was refused is never sent', () => {
  const thread = new Thread((n) => followsAt(n) !== undefined);
  while (thread.sent.length < 3 * scriptLength) thread.step();
  expect(thread.sent.filter((n) => followsAt(n) !== undefined)).toEqual([]);
});

test('the commands of a batch leave together, once', () => {
  const thread = new Thread(() => true);
  const turns = Array.from({ length: scriptLength }, () => thread.step());
  const batches = turns.filter(({ isAtomic }) => isAtomic !== undefined);
  expect(batches.map(({ isAtomic }) => isAtomic).sort()).toEqual([false, true]);
  expect(batches.map(({ numbers: { length } }) => length)).toEqual([4, 4]);
});

test('a thawing is owed from its freeze on until it is sent', () => {
  const thread = new Thread(() => true);
  while (!thread.sent.some((n) => script[n]?.kind === 'freeze')) {
    expect(thread.order.owed()).toBeUndefined();
    thread.step();
  }
  const owed = thread.order.owed();
  expect(owed?.numbers.map((n) => slotOf(n).slot.kind)).toEqual(['unfreeze']);
  expect(thread.order.owed()).toBeUndefined();
});
