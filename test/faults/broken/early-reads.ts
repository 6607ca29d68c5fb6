import { isMainThread } from 'node:worker_threads';
import { Outbox } from '../../../server/gateway/outbox.ts';
import { SqliteJournal } from '../../../server/journal/sqlite-journal.ts';
import { Pipeline } from '../../../server/pipeline.ts';

/** A hub on a slow disk that tells readers of what is decided and not durable yet. Loaded before the hub. */

const slowMs = 50;

if (isMainThread) {
  Pipeline.prototype.afterCommit = ({ release }) => release();
  const { push } = Outbox.prototype;
  Outbox.prototype.push = function (message) {
    push.call(this, message);
    this.flush();
  };
} else {
  const { append } = SqliteJournal.prototype;
  SqliteJournal.prototype.append = function (body, expected) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
    return append.call(this, body, expected);
  };
}
