import { writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { parseSeries, type Series } from '../../client/metrics/prometheus.ts';
import { HttpAsker } from '../support/http-asker.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

/** Tokens that somebody else has signed. */

const folder = await TemporaryFolder.make();
const [own, other] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256' };
const keysFile = folder.file('keys.json');
writeFileSync(keysFile, JSON.stringify({ keys: [jwk] }));
const flags = ['--jwt-keys', keysFile, '--jwt-issuer', 'https://id.example', '--jwt-audience', 'florin'];
const server = await ServerProcess.start({ args: flags });
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const soon = (): number => Math.floor(Date.now() / 1_000) + 60;
const claims = (): JWTPayload => ({
  ...{ iss: 'https://id.example', aud: 'florin', sub: 'ada', exp: soon() },
  grants: ['read:A', 'deposit:A', 'watch:A'],
});
const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims()).filter(([each]) => each !== name));
const sign = (payload: JWTPayload, key = own.privateKey, kid = 'one'): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
const status = async (token: string): Promise<number> =>
  (await new HttpAsker(server.url, token).get('/v1/accounts/A')).status;

test('one that is right lets in as far as its grants go, under a principal that no token of the hub has', async () => {
  const token = await sign(claims());
  expect(await status(token)).toBe(200);
  const asker = new HttpAsker(server.url, token);
  expect((await asker.get('/v1/accounts/B')).status).toBe(403);
  const deposit = await asker.post({ t: 'deposit', key: 'k1', account: 'A', amount: '1' });
  expect(JSON.parse(deposit.text)).toMatchObject({ tx: { by: 'jwt:ada' } });
  await using client = await RawClient.connect(server.url, { token, keepWelcome: true });
  expect(await client.next('welcome')).toMatchObject({ principal: 'jwt:ada' });
  await using browser = await RawClient.connect(server.url, { keepWelcome: true });
  await new Promise((resolve) => browser.socket.once('open', resolve));
  browser.send({ t: 'hello', id: 1, token }, { t: 'ping', id: 2 });
  browser.send({ t: 'get', id: 3, accounts: ['A'] });
  expect(await browser.next('welcome')).toMatchObject({ principal: 'jwt:ada' });
  expect(await browser.reply(2)).toMatchObject({ t: 'pong' });
  expect(await browser.reply(3)).toMatchObject({ t: 'accounts' });
});

test('when it expires, its connections are closed with 4003', async () => {
  const token = await sign({ ...claims(), exp: Math.floor(Date.now() / 1_000) + 2 });
  await using client = await RawClient.connect(server.url, { token });
  expect(await client.closed()).toMatchObject({ code: 4003 });
  expect(await status(token)).toBe(401);
});

test('one that is over is counted apart from one that was never valid', async () => {
  const admin = new HttpAsker(server.url, await sign({ ...claims(), grants: ['admin:*'] }));
  const counts = async (): Promise<number[]> => {
    const series = parseSeries((await admin.get('/metrics')).text);
    return ['expired', 'unknown'].map((reason) => {
      const isOfIt = ({ name, labels }: Series): boolean =>
        name === 'florin_auth_failures_total' && labels.get('reason') === reason;
      return series.find(isOfIt)?.value ?? Number.NaN;
    });
  };
  const [expired = 0, unknown = 0] = await counts();
  expect(await status(await sign({ ...claims(), exp: soon() - 120 }))).toBe(401);
  expect(await counts()).toEqual([expired + 1, unknown]);
  // Whose time is over is told by a signature that is right, and by nothing else.
  expect(await status(await sign({ ...claims(), exp: soon() - 120 }, other.privateKey))).toBe(401);
  expect(await counts()).toEqual([expired + 1, unknown + 1]);
});

describe('one is refused', () => {
  test.each<[string, () => JWTPayload]>([
    ['of another issuer', () => ({ ...claims(), iss: 'https://evil.example' })],
    ['for somebody else', () => ({ ...claims(), aud: 'other' })],
    ['that has expired', () => ({ ...claims(), exp: soon() - 120 })],
    ['that is not valid yet', () => ({ ...claims(), nbf: soon() })],
    ['without an end', () => without('exp')],
    ['without an issuer', () => without('iss')],
    ['without an audience', () => without('aud')],
    ['without a subject', () => without('sub')],
    ['without grants', () => without('grants')],
    ['with grants that are one text', () => ({ ...claims(), grants: 'read:A' })],
    ['with a grant that is none', () => ({ ...claims(), grants: ['read:A', 'all:*'] })],
    ['whose subject could be another principal', () => ({ ...claims(), sub: 'a b' })],
    ['whose subject would break a record', () => ({ ...claims(), sub: '","by":"@hub' })],
  ])('%s', async (_, payload) => {
    expect(await status(await sign(payload()))).toBe(401);
  });

  test('with the signature of another key, of none, or by a secret', async () => {
    expect(await status(await sign(claims(), other.privateKey))).toBe(401);
    expect(await status(await sign(claims(), own.privateKey, 'two'))).toBe(401);
    expect(await status(new UnsecuredJWT(claims()).encode())).toBe(401);
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    expect(
      await status(await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret)),
    ).toBe(401);
    const [head = '', body = '', signature = ''] = (await sign(claims())).split('.');
    const more = Buffer.from(JSON.stringify({ ...claims(), grants: ['read:*'] })).toString('base64url');
    for (const forged of [
      `${head}.${more}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      '..',
      'a.b.c',
    ]) {
      expect(await status(forged)).toBe(401);
    }
  });
});

test.each([
  ['nothing', ''],
  ['no keys', '{"keys":[]}'],
  ['a secret', JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA' }] })],
  ['half a key', JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', x: 'AA' }] })],
])('a hub whose keys are %s does not start', async (_, text) => {
  const file = folder.file('bad.json');
  writeFileSync(file, text);
  await using run = new ServerRun(['--port', '0', '--data', folder.file('d'), ...flags, '--jwt-keys', file]);
  expect(await run.ended()).toBe(1);
  expect(run.output).toMatch(/is no JWK set|holds a secret key/);
});

test('keys need not say for which algorithm they are, and those that are for nothing here are passed over', async () => {
  const pairs = await Promise.all(
    ['RS256', 'ES384', 'EdDSA'].map(async (alg) => ({ alg, pair: await generateKeyPair(alg) })),
  );
  const keys = await Promise.all(
    pairs.map(async ({ alg, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid: alg })),
  );
  const file = folder.file('several.json');
  const strange = { kty: 'AKP', kid: 'tomorrow', pub: 'AAAA' };
  const forSecrets = { kty: 'OKP', crv: 'X25519', use: 'enc', x: 'A'.repeat(43) };
  writeFileSync(file, JSON.stringify({ keys: [strange, forSecrets, ...keys] }));
  await using hub = await ServerProcess.start({ args: [...flags, '--jwt-keys', file] });
  for (const { alg, pair } of pairs) {
    const token = await new SignJWT(claims()).setProtectedHeader({ alg, kid: alg }).sign(pair.privateKey);
    const { status: told } = await new HttpAsker(hub.url, token).get('/v1/accounts/A');
    expect(told, alg).toBe(200);
  }
});

test('why one was refused is in the log, and nothing of what it holds', async () => {
  await using hub = await ServerProcess.start({ args: [...flags, '--log-level', 'debug'] });
  const tokens = [
    { ...claims(), aud: 'other' },
    { ...claims(), grants: 'all' },
    { ...claims(), exp: 1 },
  ];
  for (const payload of tokens) {
    const token = await sign(payload);
    expect((await new HttpAsker(hub.url, token).get('/v1/accounts/A')).status).toBe(401);
    expect(hub.output).not.toContain(token.split('.')[1]);
  }
  await expect.poll(() => hub.output, patience).toContain('"code":"ERR_JWT_EXPIRED","claim":"exp"');
  expect(hub.output).toContain('"claim":"aud"');
  expect(hub.output).toContain('"claims":["grants"]');
});

test('a private key among the keys is refused: the hub needs none', async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const file = folder.file('private.json');
  writeFileSync(file, JSON.stringify({ keys: [await exportJWK(pair.privateKey)] }));
  await using run = new ServerRun(['--port', '0', '--data', folder.file('d'), ...flags, '--jwt-keys', file]);
  expect(await run.ended()).toBe(1);
  expect(run.output).toMatch(/holds a secret key/);
});
