import { isMainThread } from 'node:worker_threads';
import { hitVariable, pointVariable } from './points.ts';

/**
 * Kills the hub's process at one point of a command's way. To be loaded before the hub (`node --import`), which its
 * threads inherit; the hub itself knows nothing of it.
 */

let left = Number(process.env[hitVariable]);

function hit(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const point = process.env[pointVariable];
if (isMainThread) await armMain();
else await armThread();

async function armMain(): Promise<void> {
  switch (point) {
    case 'received': {
      const { Session } = await import('../../../server/gateway/session.ts');
      const { receive } = Session.prototype;
      Session.prototype.receive = function (frame) {
        hit();
        receive.call(this, frame);
      };
      break;
    }
    case 'decided': {
      const { Pipeline } = await import('../../../server/pipeline.ts');
      const { submit, submitTogether } = Pipeline.prototype;
      Pipeline.prototype.submit = function (command, by, asker) {
        submit.call(this, command, by, asker);
        hit();
      };
      Pipeline.prototype.submitTogether = function (commands, by, asker) {
        submitTogether.call(this, commands, by, asker);
        hit();
      };
      break;
    }
    case 'before the reply': {
      const { Outbox } = await import('../../../server/gateway/outbox.ts');
      const { flush } = Outbox.prototype;
      Outbox.prototype.flush = function () {
        hit();
        flush.call(this);
      };
      break;
    }
    case 'after the reply': {
      const { Connection } = await import('../../../server/gateway/connection.ts');
      const { send } = Connection.prototype;
      Connection.prototype.send = function (frame) {
        send.call(this, frame);
        hit();
      };
      break;
    }
    case 'amid the fan-out': {
      const { AllWatch } = await import('../../../server/gateway/all-watch.ts');
      const { offer } = AllWatch.prototype;
      AllWatch.prototype.offer = function (committed) {
        offer.call(this, committed);
        hit();
      };
      break;
    }
    case 'amid the events': {
      const { Outbox } = await import('../../../server/gateway/outbox.ts');
      const { flushEvents } = Outbox.prototype;
      Outbox.prototype.flushEvents = function () {
        flushEvents.call(this);
        hit();
      };
      break;
    }
  }
}

async function armThread(): Promise<void> {
  switch (point) {
    case 'before the commit':
    case 'after the commit': {
      const { SqliteJournal } = await import('../../../server/journal/sqlite-journal.ts');
      const { append } = SqliteJournal.prototype;
      SqliteJournal.prototype.append = function (body, expected) {
        if (point === 'before the commit') hit();
        const head = append.call(this, body, expected);
        if (point === 'after the commit') hit();
        return head;
      };
      break;
    }
    case 'amid the commit': {
      const { CommitInserter } = await import('../../../server/journal/commit-rows.ts');
      const { insert } = CommitInserter.prototype;
      CommitInserter.prototype.insert = function (commit, previous) {
        insert.call(this, commit, previous);
        hit();
      };
      break;
    }
    case 'amid the views': {
      const { ViewsWriter } = await import('../../../server/views/views-writer.ts');
      const { outcome } = ViewsWriter.prototype;
      ViewsWriter.prototype.outcome = function (key, by, decided) {
        const isFree = outcome.call(this, key, by, decided);
        hit();
        return isFree;
      };
      break;
    }
  }
}
