import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprint, readTokens, type TokenEntry, writeTokens } from '../../server/access/token-file.ts';
import { DataError } from '../../server/data-error.ts';
import { dataFiles } from '../../server/data-folder.ts';
import { FileLock } from '../../server/file-lock.ts';
import { revokeToken } from '../../server/tools/tokens.ts';
import { done, openAccounts } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

const toolsFile = fileURLToPath(new URL('../../server/tools/main.js', import.meta.url));

/** `florin token` with these arguments. */
async function tool(...args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [toolsFile, 'token', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err };
}

test('florin token makes a token that it shows once, lists what there is, and takes it away', async () => {
  await using folder = await TemporaryFolder.make();
  const data = join(folder.path, 'data');
  const at = ['--data', data];
  const made = await tool(
    'create',
    '--name',
    'till-3',
    '--grant',
    'deposit:A,B',
    '--grant',
    'watch:demo/*',
    ...at,
  );
  expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^florin_[A-Za-z0-9_-]{43}\n$/)]);
  const file = join(data, 'tokens.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = made.out.trim();
  expect(readFileSync(file, 'utf8')).not.toContain(token.slice(7));
  expect(readTokens(file)).toMatchObject([
    { name: 'till-3', sha256: fingerprint(token).toString('hex'), grants: ['deposit:A,B', 'watch:demo/*'] },
  ]);
  expect((await tool('create', '--name', 'boss', '--all', '--expires', '30d', ...at)).code).toBe(0);
  const listed = await tool('list', ...at);
  expect(listed.out).toMatch(
    /^till-3 {2}\(made \S+Z, without end\)\n {2}deposit:A,B\n {2}watch:demo\/\*\nboss {2}\(made \S+Z, until /,
  );
  const { tokens } = JSON.parse((await tool('list', '--json', ...at)).out);
  expect(tokens).toEqual([
    {
      name: 'till-3',
      grants: ['deposit:A,B', 'watch:demo/*'],
      created: expect.stringMatching(/Z$/),
      expires: null,
    },
    {
      name: 'boss',
      grants: expect.arrayContaining(['admin:*']),
      created: expect.any(String),
      expires: expect.any(String),
    },
  ]);
  expect((await tool('create', '--name', 'boss', '--all', ...at)).err).toMatch(/has a token named boss/);
  expect((await tool('revoke', 'boss', ...at)).code).toBe(0);
  expect((await tool('revoke', 'boss', ...at)).err).toMatch(/has no token named boss/);
  expect(readTokens(file)?.map(({ name }) => name)).toEqual(['till-3']);
});

test.each([
  [['create', '--name', 'x'], /say what it may do/],
  [['create', '--grant', 'read:A'], /--name/],
  [['create', '--name', 'anonymous', '--grant', 'read:A'], /A name is/],
  [['create', '--name', 'jwt:x', '--grant', 'read:A'], /A name is/],
  [['create', '--name', '@hub', '--grant', 'read:A'], /A name is/],
  [['create', '--name', 'x', '--grant', 'rule:A'], /the verbs are/],
  [['create', '--name', 'x', '--grant', 'read:a b'], /a target is/],
  [['create', '--name', 'x', '--grant', 'read:A', '--expires', 'soon'], /Give days/],
])('florin token %j is refused, and nothing is written', async (args, why) => {
  await using folder = await TemporaryFolder.make();
  const { code, err } = await tool(...args, '--data', join(folder.path, 'data'));
  expect([code, err]).toEqual([2, expect.stringMatching(why)]);
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
});

test('of many florin token at once none undoes what another did, beside a hub that reads all the while', async () => {
  await using server = await ServerProcess.start();
  const at = ['--data', server.data];
  const old = Array.from({ length: 6 }, (_, nth) => `old-${nth}`);
  const fresh = Array.from({ length: 10 }, (_, nth) => `new-${nth}`);
  for (const name of old) tokenOf(server.data, name, 'read:A');
  const made = await Promise.all([
    ...fresh.map((name) => tool('create', '--name', name, '--grant', 'read:A', ...at)),
    ...fresh.slice(0, 2).map((name) => tool('create', '--name', name, '--all', ...at)),
    ...old.slice(1).map((name) => tool('revoke', name, ...at)),
  ]);
  // Of two that make the same, one is told that there is one already.
  expect(made.filter(({ code }) => code !== 0)).toHaveLength(2);
  const names = readTokens(join(server.data, 'tokens.json'))?.map(({ name }) => name) ?? [];
  expect(names.sort()).toEqual([...fresh, 'old-0']);
  const held = made.filter(({ out }) => out.startsWith('florin_')).map(({ out }) => out.trim());
  expect(held).toHaveLength(fresh.length);
  for (const token of held) {
    const http = new HttpAsker(server.url, token);
    await expect.poll(async () => (await http.get('/v1/accounts/A')).status, patience).toBe(200);
  }
  expect(server.output).not.toContain('cannot be read');
});

test('a florin token that is killed while it changes the file holds nobody up', async () => {
  await using folder = await TemporaryFolder.make();
  const { tokensLock } = dataFiles(folder.path);
  const lockFile = fileURLToPath(new URL('../../server/file-lock.js', import.meta.url));
  const hold = `const { FileLock } = await import(${JSON.stringify(lockFile)});
    globalThis.lock = FileLock.take(${JSON.stringify(tokensLock)}, String); setInterval(String, 1e6); console.log('held');`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', hold], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const ended = once(holder, 'exit');
  const waiting = tool('create', '--name', 'x', '--grant', 'read:A', '--data', folder.path);
  expect(() => FileLock.take(tokensLock, () => new DataError('x', 'is', 'held'))).toThrow(DataError);
  holder.kill('SIGKILL');
  await ended;
  expect(await waiting).toMatchObject({ code: 0, out: expect.stringMatching(/^florin_/) });
  expect(readTokens(folder.file('tokens.json'))).toHaveLength(1);
});

/** A connection that has shown nothing yet. */
async function newcomer(url: string): Promise<RawClient> {
  const client = await RawClient.connect(url, { keepWelcome: true });
  await once(client.socket, 'open');
  return client;
}

test('hello lets in, once, before all else and in time; a wrong token ends it (R130)', async () => {
  let token = '';
  await using hub = await GuardedHub.start((data) => {
    token = tokenOf(data, 'all', '*');
  });
  await using late = await newcomer(hub.server.url);
  await using wrong = await newcomer(hub.server.url);
  await using client = await newcomer(hub.server.url);
  const first = await client.ask({ t: 'ping', id: 1 });
  expect(first).toMatchObject({ code: 'unauthorized', retryable: false });
  expect(await client.ask({ t: 'deposit', id: 2, key: 'k', account: 'A', amount: '1' })).toMatchObject({
    code: 'unauthorized',
  });
  client.send({ t: 'hello', id: 3, token }, { t: 'ping', id: 4 });
  client.send({ t: 'ping', id: 5 });
  expect(await client.next('welcome')).toMatchObject({ principal: 'all' });
  for (const id of [4, 5]) expect(await client.reply(id)).toMatchObject({ t: 'pong' });
  expect(await client.ask({ t: 'hello', id: 6, token })).toMatchObject({ code: 'bad_request' });
  await openAccounts(client, 'bank', { A: '1' });
  expect(await client.ask({ t: 'list', id: 7 })).toMatchObject({ accounts: [{ account: 'A' }] });
  wrong.send({ t: 'hello', id: 1, token: `${token}x` });
  expect(await wrong.closed()).toMatchObject({ code: 4501 });
  expect(await late.closed()).toMatchObject({ code: 4008 });
  await using byHeader = await RawClient.connect(hub.server.url, { token });
  expect(await byHeader.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
  for (const header of [`Bearer ${token}x`, 'Bearer', 'Basic YTpi', token, `Bearer ${token} ${token}`]) {
    const socket = new WebSocket(hub.server.url, 'florin.v1', { headers: { authorization: header } });
    const [, response] = await once(socket, 'unexpected-response');
    expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
      ...[401, 'Bearer realm="florin", error="invalid_token"'],
    ]);
    socket.on('error', () => undefined);
    socket.terminate();
  }
  // Not by the address, where logs would keep it.
  await using inAddress = await newcomer(`${hub.server.url}?token=${token}`);
  expect(await inAddress.ask({ t: 'ping', id: 1 })).toMatchObject({ code: 'unauthorized' });
});

test('what a token ends with, or its taking away, ends all that is done and told in its name (R136)', async () => {
  let all = '';
  let till = '';
  await using hub = await GuardedHub.start((data) => {
    all = tokenOf(data, 'all', '*');
    till = tokenOf(data, 'till', 'watch:A', 'read:A', 'deposit:A');
  });
  const boss = await hub.connect(all);
  await openAccounts(boss, 'bank', { A: '1', B: '0' });
  const client = await hub.connect(till);
  await client.ask({ t: 'watch', id: 1, accounts: ['A'], snapshot: false });
  await using stream = await EventReader.open(hub.server.url, '/v1/watch?accounts=A', {
    authorization: `Bearer ${till}`,
  });
  await stream.next();
  revokeToken(hub.server.data, 'till');
  expect(await client.closed()).toMatchObject({ code: 4501 });
  expect(await stream.ended()).toBe('cut');
  expect((await hub.http(till).get('/v1/accounts/A')).status).toBe(401);
  expect(await boss.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });

  const file = join(hub.server.data, 'tokens.json');
  const entries = readTokens(file) ?? [];
  const entry = (more: Partial<TokenEntry>): TokenEntry => ({
    ...{ name: 'brief', sha256: fingerprint('florin_brief').toString('hex'), grants: ['watch:A', 'read:A'] },
    ...{ created: new Date().toISOString() },
    ...more,
  });
  const expires = new Date(Date.now() + 3_000).toISOString();
  writeTokens(file, [...entries, entry({ expires })]);
  const http = hub.http('florin_brief');
  await expect.poll(async () => (await http.get('/v1/accounts/A')).status, patience).toBe(200);
  const brief = await hub.connect('florin_brief');
  await brief.ask({ t: 'watch', id: 1, accounts: ['A'], snapshot: false });
  expect(await brief.closed()).toMatchObject({ code: 4003 });
  expect((await http.get('/v1/accounts/A')).status).toBe(401);

  // The same token with other grants: whoever has it comes again, to what it may do now.
  writeTokens(file, [...entries, entry({ grants: ['read:A'] })]);
  await expect.poll(async () => (await http.get('/v1/accounts/A')).status, patience).toBe(200);
  const changed = await hub.connect('florin_brief');
  writeTokens(file, [...entries, entry({ grants: ['read:B'] })]);
  expect(await changed.closed()).toMatchObject({ code: 4003 });
  expect((await http.get('/v1/accounts/A')).status).toBe(403);

  // What cannot be read changes nothing; what is gone lets nobody in.
  writeFileSync(file, '{"version":1,');
  await expect.poll(() => hub.server.output, patience).toContain('the tokens cannot be read');
  expect(await boss.ask({ t: 'ping', id: 2 })).toMatchObject({ t: 'pong' });
  rmSync(file);
  expect(await boss.closed()).toMatchObject({ code: 4501 });
  expect((await hub.http().get('/v1/accounts')).status).toBe(401);
});

test('the first token shuts the door behind those who came without one', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  await done(client, { t: 'transfer', from: 'A', to: 'B', amount: '1' });
  const token = tokenOf(server.data, 'all', '*');
  expect(await client.closed()).toMatchObject({ code: 4501 });
  expect((await new HttpAsker(server.url).get('/v1/trial')).status).toBe(401);
  await server.restart();
  expect((await new HttpAsker(server.url).get('/v1/trial')).status).toBe(401);
  expect((await new HttpAsker(server.url, token).get('/v1/trial')).status).toBe(200);
});

test('keys are those of a principal, and what it did is recorded under its name (R54)', async () => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start((data) => {
    texts.push(tokenOf(data, 'one', '*'), tokenOf(data, 'two', '*'));
  });
  const [one, two] = [await hub.connect(texts[0] ?? ''), await hub.connect(texts[1] ?? '')];
  await openAccounts(one, 'bank', { A: '0' });
  const deposit = { t: 'deposit', key: newKey(), account: 'A', amount: '1' };
  expect(await one.ask({ ...deposit, id: 1 })).toMatchObject({
    tx: { by: 'one', legs: [{}, { balance: '1.00' }] },
  });
  expect(await two.ask({ t: 'outcome', id: 1, key: deposit.key })).toMatchObject({ code: 'unknown_key' });
  expect(await two.ask({ ...deposit, id: 2 })).toMatchObject({
    tx: { by: 'two', legs: [{}, { balance: '2.00' }] },
  });
});
