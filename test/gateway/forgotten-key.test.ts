import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Hub } from '../../server/hub.ts';
import { MemoryJournal } from '../../server/journal/memory-journal.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { commitsOf } from '../support/journal-records.ts';
import { RawClient } from '../support/raw-client.ts';
import { newKey, openAccounts } from '../support/teller.ts';

// A key is forgotten as soon as the views hold it and two newer ones are known.
Object.assign(limits, { keysPerGeneration: 2, keyGenerations: 1 });

test('a key that was used and forgotten while a copy waited for the views is not used again (R50)', async () => {
  const journal = new MemoryJournal();
  await using views = await openLocalViews({ journal, recentMax: 100 });
  const past = views.past.bind(views);
  const gate = new EventEmitter();
  const isAsked = once(gate, 'asked');
  let isFirst = true;
  views.past = async (tx, commit) => {
    const found = await past(tx, commit);
    if (isFirst) {
      isFirst = false;
      gate.emit('asked');
      await once(gate, 'open');
    }
    return found;
  };
  await using hub = await Hub.start(
    { host: '127.0.0.1', port: 0, demo: false },
    journal,
    views,
    pino({ level: 'silent' }),
    (error) => {
      throw error;
    },
  );
  await using slow = await RawClient.connect(hub.url);
  await using quick = await RawClient.connect(hub.url);
  await openAccounts(quick, 'bank', { X: '5' });

  const release = { t: 'release', key: newKey(), hold: 1 };
  slow.send({ ...release, id: 1 });
  await isAsked;
  expect(await quick.ask({ ...release, id: 1 })).toMatchObject({ t: 'error', code: 'unknown_hold' });
  for (let id = 2; id < 12; id += 1) {
    await quick.ask({ t: 'deposit', id, key: newKey(), account: 'X', amount: '1' });
    await quick.ask({ t: 'trial', id: 100 + id });
  }
  gate.emit('open');
  expect(await slow.reply(1)).toMatchObject({ t: 'error', code: 'unknown_hold', replayed: true });

  const records = (await commitsOf(journal)).flatMap((commit) => commit.records);
  const keys = records.map((record) => (record.refused ? record.refusal.command.key : record.tx.key));
  expect(keys.filter((key) => key === release.key)).toHaveLength(1);
});
