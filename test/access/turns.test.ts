import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { Door } from '../../server/access/door.ts';
import { Turns } from '../../server/gateway/turns.ts';
import { Hub } from '../../server/hub.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { openAccounts } from '../support/errands.ts';
import { tokenOf } from '../support/guarded-hub.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { RawClient } from '../support/raw-client.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

const folder = await TemporaryFolder.make();
afterAll(() => folder[Symbol.asyncDispose]());

test('so many of a name go on at a time, the others in their order, and one too many is refused', async () => {
  const turns = new Turns(2, 2);
  const begun: string[] = [];
  const take = async (name: string): Promise<Disposable> => {
    const turn = await turns.take(name[0] ?? '');
    begun.push(name);
    return turn;
  };
  const [first, second] = await Promise.all([take('a1'), take('a2')]);
  const waiting = [take('a3'), take('a4')];
  await expect(take('a5')).rejects.toThrow('too many');
  await take('b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  second[Symbol.dispose]();
  (await waiting[0])?.[Symbol.dispose]();
  await waiting[1];
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  first[Symbol.dispose]();
  await take('a6');
});

test('whoever asks much on many connections waits for itself, and others are answered', async () => {
  const tokens = ['low', 'boss'].map((name) => tokenOf(folder.path, name, '*'));
  const journal = new MemoryJournal();
  await using views = await openLocalViews({ journal, recentMax: 100 });
  using door = new Door({ tokensFile: folder.file('tokens.json') });
  const gate = new EventEmitter();
  gate.setMaxListeners(0);
  let held = 0;
  let most = 0;
  const history = views.history.bind(views);
  views.history = async (query, commit) => {
    if (query.filter.memo === 'slow') {
      held += 1;
      most = Math.max(most, held);
      const opened = once(gate, 'open');
      gate.emit('asked');
      await opened;
      held -= 1;
    }
    return history(query, commit);
  };
  const options = { host: '127.0.0.1', port: 0, demo: false, door };
  await using hub = await Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  const [low = '', bossToken = ''] = tokens;
  await using boss = await RawClient.connect(hub.url, { token: bossToken });
  await openAccounts(boss, 'bank', { A: '5' });
  await using one = await RawClient.connect(hub.url, { token: low });
  await using two = await RawClient.connect(hub.url, { token: low });
  const ids = Array.from({ length: limits.principalQuestions }, (_, nth) => nth);
  for (const client of [one, two]) {
    client.send(...ids.map((id) => ({ t: 'history', id, account: 'A', memo: 'slow' })));
  }
  while (held < limits.principalQuestions) await once(gate, 'asked');
  expect(await boss.ask({ t: 'history', id: 1, account: 'A' })).toMatchObject({ t: 'history' });
  expect(await boss.ask({ t: 'trial', id: 2 })).toMatchObject({ t: 'trial' });
  let answered = 0;
  for (const client of [one, two]) {
    for (const id of ids) void client.reply(id).then(() => (answered += 1));
  }
  while (answered < 2 * ids.length) {
    gate.emit('open');
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(most).toBe(limits.principalQuestions);
});

test('of one principal so many keys are looked up before their turn, the others when it has come', async () => {
  await using place = await TemporaryFolder.make();
  const token = tokenOf(place.path, 'eager', '*');
  const journal = new MemoryJournal();
  await using views = await openLocalViews({ journal, recentMax: 100 });
  using door = new Door({ tokensFile: place.file('tokens.json') });
  const lookUp = views.outcome.bind(views);
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let held = 0;
  let most = 0;
  views.outcome = async (by, key, commit) => {
    held += 1;
    most = Math.max(most, held);
    await opened;
    held -= 1;
    return lookUp(by, key, commit);
  };
  const options = { host: '127.0.0.1', port: 0, demo: false, door };
  await using hub = await Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  await using eager = await RawClient.connect(hub.url, { token });
  await openAccounts(eager, 'bank', { A: '5' });
  const count = limits.principalKeysAhead + 300;
  const deposits = Array.from({ length: count }, (_, id) => ({
    ...{ t: 'deposit', id, key: `p${id}`, account: 'A', amount: '1' },
  }));
  // One frame: all of it is read in one turn.
  eager.send(...deposits);
  while (held === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(held).toBe(limits.principalKeysAhead);
  open();
  expect(await eager.reply(count - 1)).toMatchObject({ t: 'ok' });
  expect(most).toBe(limits.principalKeysAhead);
});
