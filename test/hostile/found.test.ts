import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccounts } from '../support/errands.ts';
import { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** What fuzzing found once, each as one plain case. What it found below messages stands in frames/ and stalls/. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
afterAll(() => server[Symbol.asyncDispose]());
beforeAll(async () => {
  await using client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '0' });
});

const deposit = (): Readonly<Record<string, string>> => ({
  ...{ t: 'deposit', key: newKey(), account: 'X', amount: '1' },
});

test.each(['\u00a0', '\ufeff', '\u2028', '\u3000', '\v', '\f'])(
  'a line of %j, which is white space to JavaScript and not to JSON, is not JSON (R2, R4)',
  async (blank) => {
    const command = deposit();
    await using client = await RawClient.connect(server.url);
    client.send({ ...command, id: 1 }, blank);
    expect(await client.closed()).toMatchObject({ code: 4500 });
    const http = new HttpAsker(server.url);
    expect((await http.get(`/v1/outcomes/${command.key}`)).status).toBe(404);
    const lines = await http.lines(command, blank, deposit());
    expect(lines).toMatchObject([
      { t: 'ok', id: 1 },
      { code: 'bad_request', id: 2 },
      { t: 'ok', id: 3 },
    ]);
  },
);

test('an id may have 64 characters, however many units of UTF-16 they take (R13)', async () => {
  await using client = await RawClient.connect(server.url);
  const longest = '😀'.repeat(64);
  expect(await client.ask({ t: 'ping', id: longest })).toMatchObject({ t: 'pong', id: longest });
  client.send({ t: 'ping', id: `${longest}x` });
  expect(await client.next('error')).toMatchObject({ id: null, code: 'bad_request' });
});
