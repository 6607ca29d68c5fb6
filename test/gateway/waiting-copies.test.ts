import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Hub } from '../../server/hub.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import type { Views } from '../../server/views/views.ts';
import { openAccounts } from '../support/errands.ts';
import { commitsOf } from '../support/journal-records.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';

/** Copies of one command of which the first waits for the views while the second is decided. */

// A key is forgotten as soon as the views hold it and two newer ones are known.
Object.assign(limits, { keysPerGeneration: 2, keyGenerations: 1 });

/** A hub whose views hold back one answer. */
class WaitingHub implements AsyncDisposable {
  readonly journal = new MemoryJournal();
  readonly gate = new EventEmitter();
  #views: Views | undefined;
  #hub: Hub | undefined;

  /** `holdBack` is called with the views before the hub has them. */
  async start(holdBack: (views: Views) => void): Promise<string> {
    this.#views = await openLocalViews({ journal: this.journal, recentMax: 100 });
    holdBack(this.#views);
    const options = { host: '127.0.0.1', port: 0, demo: false };
    this.#hub = await Hub.start(options, this.journal, this.#views, pino({ level: 'silent' }), (error) => {
      throw error;
    });
    return this.#hub.url;
  }

  /** Resolves when the gate is opened; the gate tells that somebody waits. */
  async wait(): Promise<void> {
    this.gate.emit('asked');
    await once(this.gate, 'open');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub?.stop();
    await this.#views?.[Symbol.asyncDispose]();
  }
}

test('a key that was used and forgotten meanwhile is not used again (R50)', async () => {
  await using hub = new WaitingHub();
  let isFirst = true;
  const url = await hub.start((views) => {
    const past = views.past.bind(views);
    views.past = async (tx, commit) => {
      const found = await past(tx, commit);
      if (isFirst) {
        isFirst = false;
        await hub.wait();
      }
      return found;
    };
  });
  await using slow = await RawClient.connect(url);
  await using quick = await RawClient.connect(url);
  await openAccounts(quick, 'bank', { X: '5' });

  const release = { t: 'release', key: newKey(), hold: 1 };
  const isAsked = once(hub.gate, 'asked');
  slow.send({ ...release, id: 1 });
  await isAsked;
  expect(await quick.ask({ ...release, id: 1 })).toMatchObject({ t: 'error', code: 'unknown_hold' });
  for (let id = 2; id < 12; id += 1) {
    await quick.ask({ t: 'deposit', id, key: newKey(), account: 'X', amount: '1' });
    await quick.ask({ t: 'trial', id: 100 + id });
  }
  hub.gate.emit('open');
  expect(await slow.reply(1)).toMatchObject({ t: 'error', code: 'unknown_hold', replayed: true });

  const records = (await commitsOf(hub.journal)).flatMap((commit) => commit.records);
  const keys = records.map((record) => (record.refused ? record.refusal.command.key : record.tx.key));
  expect(keys.filter((key) => key === release.key)).toHaveLength(1);
});

test('a copy of an atomic batch that was decided between two look-ups is answered like it (R123)', async () => {
  await using hub = new WaitingHub();
  let isFirst = true;
  const url = await hub.start((views) => {
    const outcome = views.outcome.bind(views);
    views.outcome = async (by, key, commit) => {
      const found = await outcome(by, key, commit);
      if (isFirst && key === 'second') {
        isFirst = false;
        await hub.wait();
      }
      return found;
    };
  });
  await using slow = await RawClient.connect(url);
  await using quick = await RawClient.connect(url);
  await openAccounts(quick, 'bank', { X: '5' });

  const commands = ['first', 'second'].map((key, nth) => ({
    t: 'deposit',
    id: nth,
    key,
    account: 'X',
    amount: '1',
  }));
  const batch = { t: 'batch', id: 9, atomic: true, commands };
  const isAsked = once(hub.gate, 'asked');
  slow.send(batch);
  await isAsked;
  expect(await quick.ask(batch)).toMatchObject({ t: 'batch', ok: 2 });
  hub.gate.emit('open');
  expect(await slow.reply(9)).toMatchObject({ t: 'batch', ok: 2 });
  expect(await slow.reply(0)).toMatchObject({ t: 'ok', replayed: true });
});
