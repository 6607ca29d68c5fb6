import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseSeries } from '../../client/metrics/prometheus.ts';
import { fingerprint, readTokens, writeTokens } from '../../server/access/token-file.ts';
import { dataFiles } from '../../server/data-folder.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import type { HttpAsker } from '../support/http-asker.ts';
import { RawClient } from '../support/raw-client.ts';

/** How often nobody was let in, by why. */
async function failures(http: HttpAsker): Promise<Record<string, number>> {
  const { text } = await http.get('/metrics');
  expect(text).not.toContain('florin_brief');
  const counts = parseSeries(text).filter(({ name }) => name === 'florin_auth_failures_total');
  return Object.fromEntries(counts.map(({ labels, value }) => [labels.get('reason') ?? '', value]));
}

test('whoever is not let in is counted by why, whichever way they came', async () => {
  let all = '';
  await using hub = await GuardedHub.start((data) => {
    all = tokenOf(data, 'all', '*');
    const { tokensFile } = dataFiles(data);
    const brief = {
      ...{ name: 'brief', sha256: fingerprint('florin_brief').toString('hex'), grants: ['read:A'] },
      ...{ created: '2020-01-01T00:00:00.000Z', expires: '2020-01-02T00:00:00.000Z' },
    };
    writeTokens(tokensFile, [...(readTokens(tokensFile) ?? []), brief]);
  });
  const admin = hub.http(all);
  expect(await failures(admin)).toEqual({ missing: 0, unknown: 0, expired: 0, busy: 0 });
  await using late = await RawClient.connect(hub.server.url, { keepWelcome: true });
  for (const token of [undefined, `${all}x`, 'florin_brief', 'x'.repeat(10_000)]) {
    expect((await hub.http(token).get('/v1/accounts')).status).toBe(401);
  }
  for (const token of ['florin_none', 'florin_brief']) {
    const socket = new WebSocket(hub.server.url, 'florin.v1', {
      headers: { authorization: `Bearer ${token}` },
    });
    const [, { statusCode }] = await once(socket, 'unexpected-response');
    expect(statusCode).toBe(401);
    socket.on('error', () => undefined).terminate();
    await using client = await RawClient.connect(hub.server.url, { keepWelcome: true });
    await once(client.socket, 'open');
    client.send({ t: 'hello', id: 1, token });
    expect(await client.closed()).toMatchObject({ code: 4501 });
  }
  expect(await late.closed()).toMatchObject({ code: 4008 });
  expect(await failures(admin)).toEqual({ missing: 2, unknown: 4, expired: 3, busy: 0 });
});
