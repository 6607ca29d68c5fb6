import { expect, test } from 'vitest';
import { DataError } from '../../server/data-error.ts';
import { JournalError } from '../../server/journal-error.ts';
import { WorkerCalls } from '../../server/threads/worker-calls.ts';
import type { TriedCall, TriedReply } from './tried-worker.ts';

/** A thread, and what it said unasked. */
class Tried implements AsyncDisposable {
  readonly notes: string[] = [];
  readonly ended: Error[] = [];
  readonly calls = new WorkerCalls<TriedCall, TriedReply, string>(
    new URL('./tried-worker.js', import.meta.url),
    {
      note: (note) => this.notes.push(note),
      ended: (cause) => {
        this.ended.push(cause);
        return new Error('the thread is gone', { cause });
      },
    },
  );

  ask(call: TriedCall): Promise<TriedReply> {
    return this.calls.call(call, (reply) => (reply.t === call.t ? reply : undefined));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.calls[Symbol.asyncDispose]();
  }
}

test('each call gets its own reply, in whatever order they come', async () => {
  await using tried = new Tried();
  const order: number[] = [];
  const asked = [30, 0, 10].map((turns) => tried.ask({ t: 'after', turns }).then(() => order.push(turns)));
  await Promise.all(asked);
  expect(order).toEqual([0, 10, 30]);
});

test('an error keeps its class and fields on the way', async () => {
  await using tried = new Tried();
  const errorOf = (what: 'conflict' | 'data' | 'plain'): Promise<unknown> =>
    tried.ask({ t: 'throw', what }).catch((error: unknown) => error);
  const conflict = await errorOf('conflict');
  expect(conflict).toBeInstanceOf(JournalError);
  expect(conflict).toMatchObject({ failure: 'conflict', message: 'another was first' });
  const data = await errorOf('data');
  expect(data).toBeInstanceOf(DataError);
  expect(data).toMatchObject({ file: '/data/file', wrong: 'is damaged', cure: 'Restore it.' });
  expect(data).toMatchObject({ message: '/data/file: is damaged. Restore it.' });
  const plain = await errorOf('plain');
  expect(plain).toMatchObject({ message: 'out of range', stack: expect.stringContaining('tried-worker') });
});

test('a note comes before the reply to a call made after it', async () => {
  await using tried = new Tried();
  await tried.ask({ t: 'note', text: 'first' });
  expect(tried.notes).toEqual(['first']);
  tried.calls.tell({ t: 'note', text: 'second' });
  await tried.ask({ t: 'after', turns: 1 });
  expect(tried.notes).toEqual(['first', 'second']);
});

test('a thread that dies rejects what waits and what comes, and is reported once', async () => {
  await using tried = new Tried();
  const waiting = tried.ask({ t: 'close' });
  const dying = tried.ask({ t: 'die' });
  await expect(waiting).rejects.toThrow('the thread is gone');
  await expect(dying).rejects.toThrow('the thread is gone');
  await expect(tried.ask({ t: 'after', turns: 0 })).rejects.toThrow('the thread is gone');
  expect(tried.ended).toMatchObject([{ message: 'a fault' }]);
});

test('a thread that ends by itself rejects what waits', async () => {
  await using tried = new Tried();
  await expect(tried.ask({ t: 'exit' })).rejects.toThrow('the thread is gone');
  expect(tried.ended).toMatchObject([{ message: 'the thread ended with code 3' }]);
});

test('closing lets the thread answer what it was asked, and nothing after', async () => {
  const tried = new Tried();
  const before = tried.ask({ t: 'close' });
  const closing = tried[Symbol.asyncDispose]();
  await expect(tried.ask({ t: 'after', turns: 0 })).rejects.toThrow('closed');
  await closing;
  await expect(before).resolves.toEqual({ t: 'close' });
  expect(tried.ended).toEqual([]);
  await tried[Symbol.asyncDispose]();
});
