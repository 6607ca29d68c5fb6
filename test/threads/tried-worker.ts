import { setImmediate, setTimeout } from 'node:timers/promises';
import { DataError } from '../../server/data-error.ts';
import { JournalError } from '../../server/journal-error.ts';
import { serveCalls } from '../../server/threads/serve-calls.ts';

/** A thread for tests of what threads say to each other. */

export type TriedCall =
  /** Answered after so many turns of the event loop. */
  | { readonly t: 'after'; readonly turns: number }
  | { readonly t: 'throw'; readonly what: 'conflict' | 'data' | 'plain' }
  | { readonly t: 'note'; readonly text: string }
  | { readonly t: 'die' }
  | { readonly t: 'exit' }
  /** Answered when the thread is closed. */
  | { readonly t: 'close' };
export interface TriedReply {
  readonly t: TriedCall['t'];
}

const note = serveCalls<TriedCall, TriedReply, string>({
  async answer(call) {
    switch (call.t) {
      case 'after':
        for (let turn = 0; turn < call.turns; turn += 1) await setImmediate();
        break;
      case 'throw':
        throw thrown(call.what);
      case 'note':
        note(call.text);
        break;
      case 'die':
        // Outside of the call, as a fault in the thread's own work is.
        void setTimeout(0).then(() => {
          throw new Error('a fault');
        });
        await closed;
        break;
      case 'exit':
        process.exit(3);
        break;
      case 'close':
        await closed;
        break;
    }
    return { t: call.t };
  },
  close: () => finish(),
});

let finish: () => void;
const closed = new Promise<void>((resolve) => {
  finish = resolve;
});

function thrown(what: 'conflict' | 'data' | 'plain'): Error {
  switch (what) {
    case 'conflict':
      return new JournalError('conflict', 'another was first');
    case 'data':
      return new DataError('/data/file', 'is damaged', 'Restore it.');
    case 'plain':
      return new RangeError('out of range');
  }
}
