import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { malformed } from '../protocol/malformed.ts';
import { books, openAccounts, stateOf } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** JSON that is not a request: `bad_request`, with nothing done and the connection as good as before. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '100', Y: '0' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('bad_request', () => {
  test.each(malformed)('answers %s', async (_, text) => {
    client.send(text);
    const reply = JSON.parse(await client.replyText(1));
    expect(reply).toEqual({
      t: 'error',
      id: 1,
      code: 'bad_request',
      message: expect.stringMatching(/./),
      retryable: false,
    });
    // Nothing of the input that could do harm on a terminal or a page comes back.
    expect(reply.message).toMatch(/^[\x20-\x7e]{1,200}$/);
  });

  test.each([['hello', { token: 'secret' }]])(
    'answers %s, which is for a later version (R18)',
    async (t, fields) => {
      for (const key of [undefined, newKey()]) {
        expect(await client.ask({ t, id: 'later', key, ...fields })).toMatchObject({ code: 'bad_request' });
      }
    },
  );

  test.each(['-1', '1.5', '""', `"${'x'.repeat(65)}"`, 'null', 'true', '[]', '9007199254740992', '1e400'])(
    'answers without an id where that is %s (R5, R13)',
    async (id) => {
      client.send(`{"t":"ping","id":${id}}`);
      expect(await client.next('error')).toMatchObject({ id: null, code: 'bad_request' });
    },
  );

  test('answers a request that names its id twice', async () => {
    client.send('{"t":"deposit","id":3,"id":4,"key":"never","account":"X","amount":"1"}');
    expect(await client.next('error')).toMatchObject({ code: 'bad_request' });
  });
});

test('after all that nothing has changed, and no key is taken (R53)', async () => {
  expect(await books(client)).toMatchObject({ seq: 5, ledgers: [{ ledger: 'bank', transactions: 4 }, {}] });
  expect(await stateOf(client, 'X', 'Y', '@world:bank')).toMatchObject([
    { balance: '100.00', version: 1 },
    { balance: '0.00', version: 0 },
    { balance: '-100.00', version: 1 },
  ]);
  expect(await client.ask({ t: 'outcome', id: 2, key: 'never' })).toMatchObject({ code: 'unknown_key' });
  expect(client.takeAll()).toEqual([]);
});
