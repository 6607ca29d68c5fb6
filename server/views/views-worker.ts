import assert from 'node:assert';
import { SqliteJournalReader } from '../journal/sqlite-journal-reader.ts';
import { serveCalls } from '../threads/serve-calls.ts';
import { toThrown } from '../threads/thrown.ts';
import { openLocalViews } from './local-views.ts';
import type { Views } from './views.ts';
import type { ViewsCall, ViewsNote, ViewsReply } from './views-calls.ts';

/**
 * The views' thread. It reads the journal's file itself, so that no record crosses the main thread.
 * Started by `worker-views.ts`.
 */

let journal: SqliteJournalReader | undefined;
let views: Views | undefined;

const note = serveCalls<ViewsCall, ViewsReply, ViewsNote>({
  answer: (call) => (call.t === 'open' ? open(call) : answer(call)),
  async close() {
    await views?.[Symbol.asyncDispose]();
    journal?.close();
  },
});

async function open({
  viewsFile,
  journalFile,
  recentMax,
}: Extract<ViewsCall, { t: 'open' }>): Promise<ViewsReply> {
  journal = new SqliteJournalReader(journalFile);
  views = await openLocalViews({
    journal,
    journalFile,
    viewsFile,
    recentMax,
    onAt: (commit, seq) => note({ t: 'at', commit, seq }),
    onProgress: (done, total) => note({ t: 'progress', done, total }),
    onFailure: (error) => note({ t: 'failed', error: toThrown(error) }),
  });
  return { t: 'opened', at: views.at, atSeq: views.atSeq };
}

async function answer(call: Exclude<ViewsCall, { t: 'open' }>): Promise<ViewsReply> {
  assert(views !== undefined, 'the views are open');
  switch (call.t) {
    case 'follow':
      views.follow(call.commit);
      return { t: 'following' };
    case 'load':
      return { t: 'load', state: await views.load(call.commit) };
    case 'outcome':
      return { t: 'outcome', outcome: await views.outcome(call.by, call.key, call.commit) };
    case 'past':
      return { t: 'past', past: await views.past(call.tx, call.commit) };
    case 'list':
      return { t: 'list', page: await views.list(call.query, call.commit) };
    case 'history':
      return { t: 'history', page: await views.history(call.query, call.commit) };
    case 'balance':
      return { t: 'balance', balance: await views.balance(call.account, call.at, call.commit) };
    case 'statement':
      return { t: 'statement', page: await views.statement(call.query, call.commit) };
    case 'transactions':
      return { t: 'transactions', page: await views.transactions(call.query, call.commit) };
    case 'holds':
      return { t: 'holds', page: await views.holds(call.query, call.commit) };
    case 'trial':
      return { t: 'trial', page: await views.trial(call.ledger, call.commit) };
  }
}
