import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { revokeToken } from '../../server/tools/tokens.ts';
import { command, openAccounts } from '../support/errands.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { patience } from '../support/patience.ts';
import { RawClient } from '../support/raw-client.ts';

test('the log is JSON lines without control characters, and has no token and nothing of what was asked', async () => {
  const texts: string[] = [];
  await using hub = await GuardedHub.start(
    (data) => texts.push(tokenOf(data, 'all', '*'), tokenOf(data, 'till', 'read:A')),
    ['--log-level', 'trace'],
  );
  const [all = '', till = ''] = texts;
  const secret = 'the-secret-memo';
  const wrong = 'florin_wrong-token-of-somebody';
  const client = await hub.connect(all);
  await openAccounts(client, 'bank', { A: '1' });
  await client.ask(command({ t: 'deposit', account: 'A', amount: '1', memo: secret }));
  await client.ask(command({ t: 'deposit', account: 'A', amount: 1, memo: secret }));
  const http = hub.http(till);
  await http.post({ t: 'deposit', key: secret, account: secret, amount: 'x', memo: secret });
  await http.post(`{"memo":"${secret}`);
  await http.get(`/v1/accounts/${secret}?token=${wrong}`);
  await hub.http(wrong).get('/v1/accounts');
  for (const token of [till, wrong]) {
    await using other = await RawClient.connect(`${hub.server.url}?token=${wrong}`, { keepWelcome: true });
    await new Promise((resolve) => other.socket.once('open', resolve));
    other.send({ t: 'hello', id: secret, token }, `${secret}`);
    await other.closed();
  }
  const refused = new WebSocket(hub.server.url, 'florin.v1', {
    headers: { authorization: `Bearer ${wrong}` },
  });
  refused.on('error', () => undefined);
  await new Promise((resolve) => refused.once('close', resolve));
  // What the hub does say something of: files that it cannot read, whatever their text.
  revokeToken(hub.server.data, 'till');
  writeFileSync(join(hub.server.data, 'tokens.json'), `{"\u001b[31m${secret}":"${wrong}"\u0007`);
  await expect.poll(() => hub.server.output, patience).toContain('the tokens cannot be read');
  const lines = hub.server.output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(0);
  expect(hub.server.output).toContain('"reason":"unknown"');
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  for (const told of [secret, wrong, all, till]) expect(hub.server.output).not.toContain(told);
  expect(hub.server.output).not.toMatch(/[^\P{Cc}\n]/u);
});
