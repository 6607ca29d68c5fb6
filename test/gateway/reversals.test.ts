import { afterAll, beforeAll, expect, test } from 'vitest';
import { books, command, done, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Money that goes back the way it came. */

const server = await ServerProcess.start();
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  // Seqs 9 to 13.
  await openAccounts(client, 'bank', { P: '100', Q: '100' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

type Fields = Readonly<Record<string, unknown>>;
const transfer = (amount: string): Fields => ({ t: 'transfer', from: 'P', to: 'Q', amount });
const reverse = (tx: number, amount?: string): Fields => ({
  t: 'reverse',
  tx,
  ...(amount === undefined ? {} : { amount }),
});

async function refusal(fields: Fields): Promise<{ code: string; message: string }> {
  const reply = await client.ask(command(fields));
  if (reply.t !== 'error') throw new Error(JSON.stringify(reply));
  return { code: reply.code, message: reply.message };
}
const balances = async (): Promise<string[]> =>
  (await stateOf(client, 'P', 'Q')).map(({ balance }) => balance);

test('a reversal names what it undoes, to the last character but its time (R31, R110)', async () => {
  const { seq } = await done(client, transfer('40'));
  const request = { t: 'reverse', id: 1, key: 'undo', tx: seq, memo: 'wrong' };
  client.send(request, { ...request, id: 2, key: 'part', amount: '1' });
  expect((await client.replyText(1)).replace(/"at":"[^"]+"/, '"at":"TIME"')).toBe(
    `{"t":"ok","id":1,"tx":{"seq":${seq + 1},"at":"TIME","key":"undo","kind":"reverse","by":"anonymous","ledger":"bank",` +
      `"reverses":${seq},"amount":"40.00","all":true,"memo":"wrong","legs":[` +
      '{"account":"Q","delta":"-40.00","balance":"100.00","available":"100.00","version":3},' +
      '{"account":"P","delta":"40.00","balance":"100.00","available":"100.00","version":3}]}}',
  );
  expect(await client.reply(2)).toMatchObject({ code: 'already_reversed' });
});

test.each(['deposit', 'withdraw', 'transfer', 'capture'])(
  'a %s is undone in parts, up to what it moved (R110)',
  async (kind) => {
    const before = await balances();
    const [trial] = (await books(client)).ledgers.filter(({ ledger }) => ledger === 'bank');
    const hold =
      kind === 'capture' ? (await done(client, { t: 'hold', from: 'P', to: 'Q', amount: '50' })).seq : 0;
    const ends =
      kind === 'transfer' ? { from: 'P', to: 'Q' } : kind === 'capture' ? { hold } : { account: 'P' };
    const { seq } = await done(client, { t: kind, ...ends, amount: '10' });
    await done(client, reverse(seq, '3'));
    await done(client, reverse(seq, '3.5'));
    expect(await refusal(reverse(seq, '3.51'))).toEqual({
      code: 'already_reversed',
      message: `of transaction ${seq}, 3.50 is left to reverse, 3.51 asked`,
    });
    expect(await done(client, reverse(seq))).toMatchObject({ reverses: seq, amount: '3.50', all: true });
    expect(await refusal(reverse(seq, '0.01'))).toEqual({
      code: 'already_reversed',
      message: `transaction ${seq} is reversed already`,
    });
    expect(await balances()).toEqual(before);
    // What came from outside and went there is as if it never had.
    const [after] = (await books(client)).ledgers.filter(({ ledger }) => ledger === 'bank');
    expect({ ...after, transactions: 0 }).toEqual({ ...trial, transactions: 0 });
  },
);

test('what is no movement, or the hub’s own, cannot be undone, and the message says why (R112)', async () => {
  const { seq: held } = await done(client, { t: 'hold', from: 'P', to: 'Q', amount: '1' });
  const reasons: [number, string | RegExp][] = [
    [2, /moved no money: it is of kind ledger$/],
    [3, /moved no money: it is of kind open$/],
    [4, /was made by the hub itself and stays$/],
    [held, `transaction ${held} is a hold: capture or release it`],
    [999_999, 'there is no transaction 999999'],
  ];
  const { seq: released } = await done(client, { t: 'release', hold: held });
  const [, , , ofHold] = reasons;
  if (ofHold !== undefined)
    ofHold[1] = `transaction ${held} is a hold, which was released by transaction ${released}`;
  const { seq: moved } = await done(client, transfer('1'));
  const { seq: undone } = await done(client, reverse(moved));
  reasons.push([undone, /is a reversal itself/]);
  for (const [tx, message] of reasons) {
    expect(await refusal(reverse(tx))).toEqual({
      code: 'unknown_tx',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  }
});

test('whoever has to give the money back needs the funds, and no limit stands in the way (R111)', async () => {
  const { seq } = await done(client, transfer('60'));
  await done(client, {
    t: 'rules',
    ledger: 'bank',
    rules: { kind: 'fixed', maxTransfer: '1', maxBalance: '1', maxPerDay: '1' },
  });
  const { seq: held } = await done(client, { t: 'hold', from: 'Q', to: 'P', amount: '1' }).catch(() => ({
    seq: 0,
  }));
  expect(held).toBe(0);
  await done(client, reverse(seq, '10'));
  await done(client, { t: 'rules', ledger: 'bank', rules: { kind: 'none' } });
  const { seq: out } = await done(client, { t: 'withdraw', account: 'Q', amount: '140' });
  expect(await refusal(reverse(seq))).toMatchObject({
    code: 'insufficient_funds',
    message: 'Q holds 10.00, 50.00 asked',
  });
  await done(client, { t: 'freeze', account: 'Q', side: 'debit' });
  expect(await refusal(reverse(seq))).toMatchObject({ code: 'account_frozen' });
  await done(client, reverse(out));
  await done(client, { t: 'unfreeze', account: 'Q' });
  await done(client, reverse(seq));
});

test('what the same frame has just done is undone there (R22)', async () => {
  const before = await balances();
  const { seq } = await done(client, { t: 'unfreeze', account: 'P' });
  const frame = [
    command(transfer('5')),
    command(reverse(seq + 1, '2')),
    command(reverse(seq + 1)),
    command(reverse(seq + 1)),
  ];
  client.send(...frame);
  const replies = await Promise.all(frame.map(({ id }) => client.reply(id)));
  expect(replies.map((reply) => (reply.t === 'error' ? reply.code : reply.t))).toEqual([
    'ok',
    'ok',
    'ok',
    'already_reversed',
  ]);
  expect(await balances()).toEqual(before);
});

test('of many reversals over many connections no more acts than there was to undo (R110)', async () => {
  const { seq } = await done(client, transfer('10'));
  const before = await balances();
  const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect(server.url)));
  const race = clients.flatMap((from) =>
    Array.from({ length: 8 }, () => ({ from, request: command(reverse(seq, '3')) })),
  );
  for (const { from, request } of race) from.send(request);
  const replies = await Promise.all(race.map(({ from, request }) => from.reply(request.id)));
  for (const each of clients) await each[Symbol.asyncDispose]();
  expect(replies.filter(({ t }) => t === 'ok')).toHaveLength(3);
  expect(replies.flatMap((reply) => (reply.t === 'error' ? reply.code : []))).toEqual(
    Array(37).fill('already_reversed'),
  );
  expect((await balances()).map(Number)).toEqual([Number(before[0]) + 9, Number(before[1]) - 9]);
});

test('what is left to undo is the same after a start, when memory knows nothing (R110)', async () => {
  const { seq: hold } = await done(client, { t: 'hold', from: 'P', to: 'Q', amount: '20' });
  const [moved, captured] = [await done(client, transfer('10')), await done(client, { t: 'capture', hold })];
  for (const { seq } of [moved, captured]) await done(client, reverse(seq, '4'));
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await server.kill(signal);
    await server.restart();
    client = await RawClient.connect(server.url);
    expect(await refusal(reverse(moved.seq, '6.01'))).toMatchObject({ code: 'already_reversed' });
    expect(await refusal(reverse(hold))).toMatchObject({
      message: expect.stringContaining('was captured by'),
    });
  }
  const frame = [command(reverse(moved.seq, '3')), command(reverse(moved.seq)), command(reverse(moved.seq))];
  client.send(...frame);
  expect(await client.reply(frame[1]?.id ?? '')).toMatchObject({ tx: { amount: '3.00' } });
  expect(await client.reply(frame[2]?.id ?? '')).toMatchObject({ code: 'already_reversed' });
  expect(await done(client, reverse(captured.seq))).toMatchObject({ amount: '16.00' });
});
