import { afterAll, beforeAll, expect, test } from 'vitest';
import { balanceOf, openAccounts } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Copies of one command that race each other. */

const copies = 200;
const connections = 20;

const server = await ServerProcess.start({ args: ['--no-demo'] });
const clients: RawClient[] = [];
beforeAll(async () => {
  for (let at = 0; at < connections; at += 1) clients.push(await RawClient.connect(server.url));
  const [client] = clients;
  if (client !== undefined) await openAccounts(client, 'bank', { X: '0', Y: '0' });
});
afterAll(async () => {
  for (const client of clients) await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Every reply to copies of a command, those that are not replays first. */
async function repliesTo(
  request: object,
  perConnection: number,
  among: readonly RawClient[],
): Promise<string[]> {
  const ids = Array.from({ length: perConnection }, (_, id) => id);
  for (const client of among) client.send(...ids.map((id) => ({ ...request, id })));
  const replies: string[] = [];
  for (const client of among) for (const id of ids) replies.push(await client.replyText(id));
  return replies.sort((a, b) => Number(a.includes('"replayed"')) - Number(b.includes('"replayed"')));
}

const withoutId = (text: string): string => text.replace(/"id":\d+,(?:"replayed":true,)?/, '');

for (const [kind, makeKey] of [
  ['time-ordered', newKey],
  ['hand-made', () => `by-hand.${clients.length}.${newKey()}`],
] as const) {
  test(`${copies} copies in one frame act once (R50, R55), ${kind} key`, async () => {
    const [client] = clients;
    if (client === undefined) throw new Error('not connected');
    const before = Number(await balanceOf(client, 'X'));
    const request = { t: 'deposit', key: makeKey(), account: 'X', amount: '1' };
    const [first, ...others] = await repliesTo(request, copies, [client]);
    expect(first).toMatch(/^\{"t":"ok","id":0,"tx"/);
    expect(others.every((text) => text.startsWith('{"t":"ok"') && text.includes('"replayed":true'))).toBe(
      true,
    );
    expect(new Set([first ?? '', ...others].map(withoutId)).size).toBe(1);
    expect(Number(await balanceOf(client, 'X'))).toBe(before + 1);
  });

  test(`${copies} copies over ${connections} connections act once (R50, R55), ${kind} key`, async () => {
    const [client] = clients;
    if (client === undefined) throw new Error('not connected');
    const before = Number(await balanceOf(client, 'Y'));
    const request = { t: 'deposit', key: makeKey(), account: 'Y', amount: '1' };
    const [first, second, ...others] = await repliesTo(request, copies / connections, clients);
    expect(first).not.toContain('"replayed"');
    expect(second).toContain('"replayed":true');
    expect(new Set([first ?? '', second ?? '', ...others].map(withoutId)).size).toBe(1);
    expect(Number(await balanceOf(client, 'Y'))).toBe(before + 1);
  });

  test(`copies of a refused command are refused alike, once for good (R50), ${kind} key`, async () => {
    const request = { t: 'withdraw', key: makeKey(), account: 'X', amount: '1000000' };
    const [first, second, ...others] = await repliesTo(request, 10, clients);
    expect(first).toContain('"code":"insufficient_funds"');
    expect(second).toContain('"replayed":true');
    expect(new Set([first ?? '', second ?? '', ...others].map(withoutId)).size).toBe(1);
  });
}

test('of two contents under one key at the same time one is decided, the other is key_reused (R52)', async () => {
  const key = newKey();
  const replies = await Promise.all(
    clients.map((client, at) =>
      client.ask({ t: 'deposit', id: 1, key, account: 'X', amount: at % 2 === 0 ? '1' : '2' }),
    ),
  );
  const codes = replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(connections / 2);
  expect(codes.filter((code) => code === 'key_reused')).toHaveLength(connections / 2);
});
