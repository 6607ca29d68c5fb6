import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ErrorCode, ErrorCodeSchema, errorCodes } from '../../shared/codes.ts';
import { errorMeanings } from '../../shared/meanings.ts';
import { httpStatuses } from '../../shared/problem.ts';
import { HttpAsker, problemOf } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import { ServerProcess } from '../support/server-process.ts';

/** Each refusal of a ledger over HTTP, with its status. */

const server = await ServerProcess.start({ args: ['--no-demo'] });
const http = new HttpAsker(server.url);
afterAll(() => server[Symbol.asyncDispose]());

type Fields = Readonly<Record<string, unknown>>;

/** Seqs of what the tests speak of, by name. */
const seqs = new Map<string, number>();
async function done(name: string, fields: Fields): Promise<void> {
  const [reply] = await http.lines({ key: `made.${name}`, ...fields });
  if (reply?.t !== 'ok') throw new Error(`not ok: ${JSON.stringify(reply)}`);
  seqs.set(name, reply.tx.seq);
}

beforeAll(async () => {
  const rules = { kind: 'fixed', maxDeposit: '5000', maxWithdraw: '400', maxTransfer: '300' };
  await done('bank', { t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2, rules });
  await done('shop', { t: 'ledger', ledger: 'shop', asset: 'EUR', scale: 2 });
  for (const account of ['X', 'Y', 'cold', 'shut'])
    await done(account, { t: 'open', account, ledger: 'bank' });
  await done('till', { t: 'open', account: 'till', ledger: 'shop' });
  await done('paid', { t: 'deposit', account: 'X', amount: '1000' });
  await done('rich', { t: 'deposit', account: 'till', amount: '92233720368547758.00' });
  await done('freeze', { t: 'freeze', account: 'cold' });
  await done('close', { t: 'close', account: 'shut' });
  await done('held', { t: 'hold', from: 'X', to: 'Y', amount: '10' });
  await done('given', { t: 'release', hold: seqs.get('held') });
  await done('moved', { t: 'transfer', from: 'X', to: 'Y', amount: '1' });
  await done('undone', { t: 'reverse', tx: seqs.get('moved') });
});

const cases: readonly [ErrorCode, () => Fields][] = [
  ['bad_request', () => ({ t: 'deposit', account: 'X', amount: 1 })],
  ['key_reused', () => ({ t: 'deposit', key: 'made.paid', account: 'X', amount: '1' })],
  ['expired', () => ({ t: 'deposit', account: 'X', amount: '1', deadline: '2020-01-01T00:00:00Z' })],
  ['unknown_account', () => ({ t: 'deposit', account: 'nobody', amount: '1' })],
  ['unknown_ledger', () => ({ t: 'open', account: 'new', ledger: 'none' })],
  ['unknown_hold', () => ({ t: 'capture', hold: seqs.get('paid') })],
  ['unknown_tx', () => ({ t: 'reverse', tx: 1_000_000 })],
  ['account_exists', () => ({ t: 'open', account: 'X', ledger: 'bank' })],
  ['ledger_exists', () => ({ t: 'ledger', ledger: 'bank', asset: 'CNY', scale: 2 })],
  ['same_account', () => ({ t: 'transfer', from: 'X', to: 'X', amount: '1' })],
  ['ledger_mismatch', () => ({ t: 'transfer', from: 'X', to: 'till', amount: '1' })],
  ['conflict', () => ({ t: 'deposit', account: 'X', amount: '1', expect: { X: 999 } })],
  ['account_frozen', () => ({ t: 'deposit', account: 'cold', amount: '1' })],
  ['account_closed', () => ({ t: 'deposit', account: 'shut', amount: '1' })],
  ['amount_precision', () => ({ t: 'deposit', account: 'X', amount: '0.001' })],
  ['overflow', () => ({ t: 'deposit', account: 'till', amount: '1000' })],
  ['limit_deposit', () => ({ t: 'deposit', account: 'X', amount: '5001' })],
  ['limit_withdraw', () => ({ t: 'withdraw', account: 'X', amount: '401' })],
  ['limit_transfer', () => ({ t: 'transfer', from: 'X', to: 'Y', amount: '301' })],
  ['insufficient_funds', () => ({ t: 'transfer', from: 'Y', to: 'X', amount: '1' })],
  ['hold_settled', () => ({ t: 'capture', hold: seqs.get('held') })],
  ['already_reversed', () => ({ t: 'reverse', tx: seqs.get('moved') })],
];

test.each(cases)('%s is a problem with its status', async (code, fields) => {
  const key = newKey();
  const problem = problemOf(await http.post({ key, ...fields() }));
  expect(problem).toMatchObject({
    type: `/docs#${code}`,
    title: errorMeanings[code],
    status: httpStatuses[code],
    code,
    retryable: false,
  });
  const isRemembered = errorCodes[code].frozen;
  const outcome = await http.get(`/v1/outcomes/${key}`);
  expect(outcome.status).toBe(isRemembered ? 200 : 404);
  // A refusal that is found is what was asked for.
  if (isRemembered) expect(JSON.parse(outcome.text)).toMatchObject({ t: 'error', code, replayed: true });
});

test('batch_failed and its cause are lines of a batch', async () => {
  const commands = [
    { t: 'deposit', id: 'a', key: newKey(), account: 'X', amount: '1' },
    { t: 'deposit', id: 'b', key: newKey(), account: 'nobody', amount: '1' },
  ];
  expect(await http.lines({ t: 'batch', id: 'whole', atomic: true, commands })).toMatchObject([
    { t: 'error', id: 'a', code: 'batch_failed' },
    { t: 'error', id: 'b', code: 'unknown_account' },
    { t: 'batch', id: 'whole', ok: 0, refused: 2 },
  ]);
});

test('unknown_account and unknown_ledger answer questions as 404', async () => {
  for (const path of ['', '/history', '/balance?at=1', '/statement?from=2026-01-01T00:00:00Z']) {
    expect(problemOf(await http.get(`/v1/accounts/nobody${path}`))).toMatchObject({
      status: 404,
      code: 'unknown_account',
    });
  }
  for (const path of ['accounts', 'trial', 'transactions', 'holds', 'watch']) {
    expect(problemOf(await http.get(`/v1/${path}?ledger=none`))).toMatchObject({
      status: 404,
      code: 'unknown_ledger',
    });
  }
  expect(problemOf(await http.get('/v1/watch?accounts=X,nobody'))).toMatchObject({ code: 'unknown_account' });
});

test('a question for a seq that the hub has not reached is unavailable, to be asked again', async () => {
  for (const path of ['accounts', 'accounts/X', 'accounts/X/history', 'trial', 'transactions', 'holds']) {
    const answer = await http.get(`/v1/${path}?minSeq=1000000`);
    expect(problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
  }
});

test('every code has a status that tells whose fault it is', () => {
  for (const code of ErrorCodeSchema.options) {
    expect([code, httpStatuses[code]]).toEqual([
      code,
      expect.toSatisfy((status) => status >= 400 && status < 600),
    ]);
    expect(httpStatuses[code] === 503 || httpStatuses[code] === 429).toBe(errorCodes[code].retryable);
  }
});
