import assert from 'node:assert';
import { parentPort } from 'node:worker_threads';
import type { FromWorker, Sent, ToWorker } from './messages.ts';
import { toThrown } from './thrown.ts';

/** How long calls are answered in one turn: what they bring out crosses only after it. */
const sliceMs = 5;

interface Server<Call, Reply> {
  /** Answers a call; what it throws crosses to the caller. */
  readonly answer: (call: Call) => Reply | Promise<Reply>;
  readonly close: () => void | Promise<void>;
}

/**
 * Answers the calls that come to this worker thread: the other side of `WorkerCalls`. Returns what tells
 * a note. Replies and notes of one tick cross in one message.
 */
export function serveCalls<Call, Reply, Note>(server: Server<Call, Reply>): (note: Note) => void {
  const port = parentPort;
  assert(port !== null, 'calls are served in a worker thread');
  let unsent: FromWorker<Reply, Note>[] = [];
  const waiting: Sent<Call>[] = [];
  let isClosing = false;

  const flush = (): void => {
    port.postMessage(unsent);
    unsent = [];
  };
  const send = (message: FromWorker<Reply, Note>): void => {
    if (unsent.length === 0) process.nextTick(flush);
    unsent.push(message);
  };
  const answer = async (id: number | undefined, call: Call): Promise<void> => {
    try {
      const reply = await server.answer(call);
      if (id !== undefined) send({ id, reply });
    } catch (error) {
      if (id === undefined) throw error;
      send({ id, thrown: toThrown(error) });
    }
  };
  /** Answers for a while, then lets replies out and notes in before it goes on. */
  const answerSome = (): void => {
    const untilMs = performance.now() + sliceMs;
    while (performance.now() < untilMs) {
      const next = waiting.shift();
      if (next === undefined) {
        if (isClosing) void close();
        isClosing = false;
        return;
      }
      void answer(next.id, next.call);
    }
    setImmediate(answerSome);
  };
  const close = async (): Promise<void> => {
    await server.close();
    // After the flush of what closing has let out.
    setImmediate(() => port.close());
  };

  port.on('message', (message: ToWorker<Call>) => {
    const isIdle = waiting.length === 0;
    if (message === 'close') isClosing = true;
    else waiting.push(...message.calls);
    if (isIdle) answerSome();
  });
  return (note) => send({ note });
}
