import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, command, doneAll, openAccounts } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const frameBytesMax = 65_536;
const server = await ServerProcess.start({ args: ['--no-demo'] });
afterAll(() => server[Symbol.asyncDispose]());
beforeAll(async () => {
  await using client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '0' });
});

const deposit = (): ReturnType<typeof command> => command({ t: 'deposit', account: 'X', amount: '1' });

/** A connection that has sent this ends with this close code; everybody else goes on. */
async function closeAfter(data: string | Buffer, options: { binary?: boolean } = {}): Promise<number> {
  await using neighbour = await RawClient.connect(server.url);
  await using client = await RawClient.connect(server.url);
  client.socket.send(data, options);
  const { code } = await client.closed();
  expect(await neighbour.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
  return code;
}

describe('a frame', () => {
  test('of bytes is answered with close 1003 (R6)', async () => {
    expect(await closeAfter(Buffer.from('{"t":"ping","id":1}'), { binary: true })).toBe(1003);
  });

  test('above 65,536 bytes is answered with close 1009, one of exactly that many is taken (R6)', async () => {
    const ping = JSON.stringify({ t: 'ping', id: 7 });
    expect(await closeAfter(ping.padEnd(frameBytesMax + 1))).toBe(1009);
    await using client = await RawClient.connect(server.url);
    client.send(ping.padEnd(frameBytesMax));
    expect(await client.reply(7)).toMatchObject({ t: 'pong' });
  });

  test('that is not UTF-8 is answered with close 1007 (R6)', async () => {
    const bytes = Buffer.from('{"t":"ping","id":"\xff"}', 'latin1');
    expect(await closeAfter(bytes, { binary: false })).toBe(1007);
  });

  test('without a message, or with a line that is not JSON, is answered with close 4500 (R4)', async () => {
    for (const frame of [
      '',
      ' ',
      '\n\n',
      'hello',
      '{"t":"ping","id":1',
      '{"t":"ping","id":1}\n{',
      "{'t':1}",
    ]) {
      expect(await closeAfter(frame)).toBe(4500);
    }
  });

  test('with a line that is not JSON does nothing, and what was asked before is answered (R4)', async () => {
    await using client = await RawClient.connect(server.url);
    const before = await balanceOf(client, 'X');
    const [inBadFrame, handMade, known] = [deposit(), { ...deposit(), key: 'by-hand' }, deposit()];
    client.send(known, handMade, { t: 'list', id: 'list' }, { t: 'history', id: 'history', account: 'X' });
    client.send({ t: 'outcome', id: 'outcome', key: known.key }, { t: 'trial', id: 'trial' });
    client.send(inBadFrame, 'not JSON');
    expect(await client.closed()).toMatchObject({ code: 4500 });
    for (const id of [known.id, handMade.id, 'outcome'])
      expect(await client.reply(id)).toMatchObject({ t: 'ok' });
    for (const id of ['list', 'history', 'trial']) expect((await client.reply(id)).t).not.toBe('error');

    await using after = await RawClient.connect(server.url);
    expect(Number(await balanceOf(after, 'X'))).toBe(Number(before) + 2);
    expect(await after.ask({ t: 'outcome', id: 1, key: inBadFrame.key })).toMatchObject({
      code: 'unknown_key',
    });
  });

  test('of JSON that is no object gets an error without id, and the connection stays (R5)', async () => {
    await using client = await RawClient.connect(server.url);
    for (const text of ['[]', '[{"t":"ping","id":1}]', '1', '"ping"', 'null', 'true', '{}']) {
      client.send(text);
      expect(await client.next('error')).toEqual({
        t: 'error',
        id: null,
        code: 'bad_request',
        message: expect.any(String),
        retryable: false,
      });
    }
    expect(await client.ask({ t: 'ping', id: 1 })).toMatchObject({ t: 'pong' });
  });

  test('may hold white space around each message, and empty lines between (R2)', async () => {
    await using client = await RawClient.connect(server.url);
    client.send('\n  {"t":"ping","id":1}\r\n\n\t{ "t" : "ping" , "id" : 2 } \n');
    expect(await client.reply(1)).toMatchObject({ t: 'pong' });
    expect(await client.reply(2)).toMatchObject({ t: 'pong' });
  });
});

describe('many messages', () => {
  test('of one frame are answered in order in one frame (R3)', async () => {
    await using client = await RawClient.connect(server.url);
    const commands = Array.from({ length: 100 }, deposit);
    client.frames.splice(0);
    client.send(...commands);
    for (const { id } of commands) await client.reply(id);
    expect(client.frames).toHaveLength(1);
    expect(client.frames[0]?.split('\n').map((line) => JSON.parse(line).id)).toEqual(
      commands.map(({ id }) => id),
    );
  });

  test('whose answers are longer than 64 KiB get them in several frames, each message whole (R3)', async () => {
    await using client = await RawClient.connect(server.url);
    client.frames.splice(0);
    // The memo has three bytes a character: frames are counted in bytes.
    const commands = Array.from({ length: 110 }, () => ({ ...deposit(), memo: '元'.repeat(140) }));
    client.send(...commands);
    const ids = [];
    for (const { id } of commands) ids.push((await client.reply(id)).t);
    expect(ids).toEqual(commands.map(() => 'ok'));
    const sizes = client.frames.map((frame) => Buffer.byteLength(frame));
    expect(sizes.length).toBeGreaterThan(1);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(frameBytesMax);
  });

  test('beyond the requests that may be unanswered are all answered, in order (R24)', async () => {
    await using client = await RawClient.connect(server.url);
    const transactions = await doneAll(
      client,
      Array.from({ length: 10_000 }, () => ({ t: 'deposit', account: 'X', amount: '0.01' })),
    );
    const seqs = transactions.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
  });
});

describe('what RFC 6455 allows', () => {
  test('fragments of a message are put together, with control frames between them (R7)', async () => {
    await using client = await RawClient.connect(server.url);
    const request = deposit();
    const text = JSON.stringify(request);
    client.socket.send(text.slice(0, 10), { fin: false });
    const pong = once(client.socket, 'pong');
    client.socket.ping('still here');
    client.socket.send(text.slice(10, 40), { fin: false });
    client.socket.send('', { fin: false });
    client.socket.send(text.slice(40));
    expect(await client.reply(request.id)).toMatchObject({ t: 'ok' });
    expect(String((await pong)[0])).toBe('still here');
  });

  test('fragments that come to more than 65,536 bytes are answered with close 1009 (R6)', async () => {
    await using client = await RawClient.connect(server.url);
    client.socket.send(' '.repeat(frameBytesMax), { fin: false });
    client.socket.send(' ');
    expect(await client.closed()).toMatchObject({ code: 1009 });
  });

  test('a close is answered with the same code (R7)', async () => {
    await using client = await RawClient.connect(server.url);
    client.socket.close(1000, 'done');
    expect(await client.closed()).toMatchObject({ code: 1000 });
  });

  test('a command whose sender leaves at once is done all the same', async () => {
    const request = { ...deposit(), key: newKey() };
    {
      await using client = await RawClient.connect(server.url);
      client.send(request);
      client.socket.close();
      await client.closed();
    }
    await using client = await RawClient.connect(server.url);
    expect(await client.ask({ t: 'outcome', id: 1, key: request.key })).toMatchObject({ t: 'ok' });
  });
});
