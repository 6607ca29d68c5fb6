import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Door } from '../../server/access/door.ts';
import { Hub } from '../../server/hub.ts';
import { revokeToken } from '../../server/tools/tokens.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { openAccounts } from '../support/errands.ts';
import { tokenOf } from '../support/guarded-hub.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { commitsOf } from '../support/journal-records.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

/** Requests that wait for the views while the token that they came with is taken away (R136). */

const folder = await TemporaryFolder.make();
const data = folder.path;
const bossToken = tokenOf(data, 'boss', '*');
const tokens = new Map(
  ['socket', 'together', 'http', 'done', 'question'].map((name) => [name, tokenOf(data, name, '*')]),
);
const journal = new MemoryJournal();
const views = await openLocalViews({ journal, recentMax: 100 });
const door = new Door({ tokensFile: folder.file('tokens.json') });
const gate = new EventEmitter();
let isHeldBack = false;
let hub: Hub;
let boss: RawClient;

/** What the views tell waits at the gate, which tells that it does. */
async function held<T>(answer: Promise<T>): Promise<T> {
  const found = await answer;
  if (isHeldBack) {
    const opened = once(gate, 'open');
    gate.emit('asked');
    await opened;
  }
  return found;
}

beforeAll(async () => {
  const [past, history] = [views.past.bind(views), views.history.bind(views)];
  const append = journal.append.bind(journal);
  journal.append = (body, expected) => held(append(body, expected));
  views.past = (tx, commit) => held(past(tx, commit));
  views.history = (query, commit) => held(history(query, commit));
  const options = { host: '127.0.0.1', port: 0, demo: false, door };
  hub = await Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  boss = await RawClient.connect(hub.url, { token: bossToken });
  await openAccounts(boss, 'bank', { A: '5' });
});
beforeEach(() => {
  isHeldBack = false;
});
afterAll(async () => {
  await boss[Symbol.asyncDispose]();
  await hub.stop();
  door[Symbol.dispose]();
  await views[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Takes a token away while what was asked with it waits. */
async function revokeMeanwhile(name: string, ask: () => void): Promise<void> {
  await using witness = await RawClient.connect(hub.url, { token: tokens.get(name) ?? '' });
  isHeldBack = true;
  const asked = once(gate, 'asked');
  ask();
  await asked;
  isHeldBack = false;
  revokeToken(data, name);
  expect(await witness.closed()).toMatchObject({ code: 4501 });
  gate.emit('open');
}

/** Keys of all that was decided, once what had waited could have been. */
async function decided(): Promise<string> {
  expect(await boss.ask({ t: 'history', id: newKey(), account: 'A' })).toMatchObject({ t: 'history' });
  expect(await boss.ask({ t: 'ping', id: newKey() })).toMatchObject({ t: 'pong' });
  return JSON.stringify(await commitsOf(journal));
}

/** Names what memory does not know. */
const release = (hold: number): Record<string, unknown> => ({ t: 'release', key: newKey(), hold });

test.each([
  ['socket', 1],
  ['together', 2],
])('a command that waits (%s) is not decided any more', async (name, hold) => {
  await using client = await RawClient.connect(hub.url, { token: tokens.get(name) ?? '' });
  const command = release(hold);
  const commands = [{ ...command, id: 1 }];
  await revokeMeanwhile(name, () =>
    client.send(name === 'socket' ? { ...command, id: 1 } : { t: 'batch', id: 2, atomic: true, commands }),
  );
  expect(await decided()).not.toContain(command.key);
  expect(client.takeAll()).toEqual([]);
});

test('a command that waits is not decided, and nothing is told of it over HTTP', async () => {
  const asker = new HttpAsker(hub.url, tokens.get('http'));
  const command = release(3);
  const answers: Promise<unknown>[] = [];
  await revokeMeanwhile('http', () => {
    answers.push(asker.post(command).then(problemOf));
  });
  expect(await Promise.all(answers)).toMatchObject([{ status: 401, code: 'unauthorized' }]);
  expect(await decided()).not.toContain(command.key);
});

test('of a command that was decided nobody is told over HTTP that it was not', async () => {
  const asker = new HttpAsker(hub.url, tokens.get('done'));
  const command = { t: 'deposit', key: newKey(), account: 'A', amount: '1' };
  const answers: Promise<unknown>[] = [];
  await revokeMeanwhile('done', () => {
    answers.push(asker.post(command).then(problemOf, () => 'cut off'));
  });
  expect(await Promise.all(answers)).toEqual(['cut off']);
  expect(await decided()).toContain(command.key);
});

test('a question that waits is not answered over HTTP', async () => {
  const asker = new HttpAsker(hub.url, tokens.get('question'));
  const answers: Promise<unknown>[] = [];
  await revokeMeanwhile('question', () => {
    answers.push(asker.get('/v1/accounts/A/history').then(problemOf));
  });
  expect(await Promise.all(answers)).toMatchObject([{ status: 401, code: 'unauthorized' }]);
});
