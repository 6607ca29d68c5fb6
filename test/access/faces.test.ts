import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorMeanings } from '../../shared/meanings.ts';
import type { Leg, Transaction } from '../../shared/transaction.ts';
import { command, done, openAccounts, transactionOf } from '../support/errands.ts';
import { EventReader } from '../support/event-reader.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';

/** What a transaction shows to those who may see one side of it alone (R135). */

const texts = new Map<string, string>();
const hub = await GuardedHub.start((data) => {
  const make = (name: string, ...grants: readonly string[]): void => {
    texts.set(name, tokenOf(data, name, ...grants));
  };
  make('all', '*');
  make('a', 'read:A', 'watch:A', 'transfer-from:A', 'transfer-to:B', 'withdraw:A', 'deposit:A');
  make('b', 'watch:B');
  make('ab', 'watch:A,B');
  make('blind', 'transfer-from:A', 'transfer-to:B', 'deposit:A', 'withdraw:A', 'hold:A');
  make('sees', 'transfer-from:A', 'transfer-to:B', 'watch:A');
  make('pays', 'transfer-from:A', 'transfer-to:*', 'hold:A');
  make('bank', 'read:bank/*');
  make('opens', 'open:bank/*');
  make('lists', 'read:A,shop-*,other/*', 'read:bank/C');
});
const client = new Map<string, RawClient>();
const by = (name: string): RawClient => {
  const found = client.get(name);
  if (found === undefined) throw new Error(`${name} is not connected`);
  return found;
};
beforeAll(async () => {
  for (const [name, text] of texts) client.set(name, await hub.connect(text));
  await openAccounts(by('all'), 'bank', {
    A: '100',
    B: '100',
    C: '100',
    'shop-1': '0',
    'shop-2': '0',
    shop: '0',
  });
  await openAccounts(by('all'), 'other', { O1: '0', O2: '0' });
  await openAccounts(by('all'), 'theirs', { T1: '0' });
});
afterAll(() => hub[Symbol.asyncDispose]());

const whole = (leg: Leg): string => Object.keys(leg).join(' ');
const shape = (tx: Transaction): Record<string, string> =>
  Object.fromEntries(tx.legs.map((leg) => [leg.account, whole(leg)]));
const shown = 'account delta balance available version';
const hidden = 'account delta';
const transfer = { t: 'transfer', from: 'A', to: 'B', amount: '1' };

test('a reply, its replay, its outcome and a history show one side', async () => {
  const sent = command({ ...transfer, expect: { A: 1 }, memo: '","legs":[{"account":"A"' });
  const tx = transactionOf(await by('a').ask(sent));
  expect(shape(tx)).toEqual({ A: shown, B: hidden });
  expect(tx.memo).toBe(sent.memo);
  const replay = transactionOf(await by('a').ask({ ...sent, id: 'again' }));
  const outcome = transactionOf(await by('a').ask({ t: 'outcome', id: 'outcome', key: sent.key }));
  expect([replay, outcome]).toEqual([tx, tx]);
  const history = await by('a').ask({ t: 'history', id: 'history', account: 'A', limit: 1 });
  expect(history).toMatchObject({ txs: [tx] });
  const blind = await done(by('blind'), transfer);
  expect(shape(blind)).toEqual({ A: hidden, B: hidden });
  const http = await hub.http(texts.get('a')).get('/v1/accounts/A/history?limit=2');
  expect(http.text).not.toMatch(/"account":"B","delta":"[^"]+","balance"/);
  expect(http.text).toContain('"account":"B","delta"');
});

test('events show what may be watched, on sockets and streams, from memory and live', async () => {
  await using early = await RawClient.connect(hub.server.url, {
    token: texts.get('b') ?? '',
    keepWelcome: true,
  });
  const { epoch, seq } = await early.next('welcome');
  await using stream = await EventReader.open(hub.server.url, '/v1/watch?accounts=B&snapshot=false', {
    authorization: `Bearer ${texts.get('b')}`,
  });
  expect((await stream.next()).event).toBe('watching');
  for (const [name, accounts] of [
    ['a', ['A']] as const,
    ['b', ['B']] as const,
    ['ab', ['A', 'B']] as const,
  ]) {
    const watching = await by(name).ask({ t: 'watch', id: `w-${name}`, accounts, snapshot: false });
    expect(watching).toMatchObject({ t: 'watching' });
  }
  await by('all').ask({ t: 'watch', id: 'w-all', accounts: '*', snapshot: false });
  const tx = await done(by('all'), { ...transfer, expect: { C: 1, A: 3 } });
  expect(shape(tx)).toEqual({ A: shown, B: shown });
  const event = async (name: string): Promise<Transaction> => (await by(name).next('tx')).tx;
  expect(await event('all')).toEqual(tx);
  const [a, b, ab] = [await event('a'), await event('b'), await event('ab')];
  expect([shape(a), a.expect]).toEqual([{ A: shown, B: hidden }, { A: 3 }]);
  expect([shape(b), b.expect]).toEqual([{ A: hidden, B: shown }, undefined]);
  expect([shape(ab), ab.expect]).toEqual([{ A: shown, B: shown }, { A: 3 }]);
  const since = { epoch, seq };
  expect(await early.ask({ t: 'watch', id: 'late', accounts: ['B'], since })).toMatchObject({
    recovered: true,
  });
  expect((await early.next('tx')).tx).toEqual(b);
  expect(JSON.parse((await stream.next()).data)).toMatchObject({ t: 'tx', tx: b });
});

test('what was expected of an account of another ledger is for those who may read that', async () => {
  const sent = command({ t: 'deposit', account: 'C', amount: '1', expect: { T1: 0, C: 1 } });
  const tx = transactionOf(await by('all').ask(sent));
  expect(tx.expect).toEqual({ T1: 0, C: 1 });
  const history = { t: 'history', id: 'h', account: 'C', limit: 1 };
  expect(await by('bank').ask(history)).toMatchObject({ txs: [{ seq: tx.seq, expect: { C: 1 } }] });
  const page = { t: 'transactions', id: 't', ledger: 'bank', after: tx.seq - 1 };
  const told = await by('bank').ask(page);
  expect(told).toMatchObject({ txs: [{ seq: tx.seq, expect: { C: 1 }, legs: tx.legs }] });
  expect(JSON.stringify(told)).not.toContain('"T1"');
  expect(await by('all').ask(page)).toMatchObject({ txs: [tx] });
  const http = hub.http(texts.get('bank'));
  for (const accept of ['application/json', 'application/x-ndjson']) {
    const { text } = await http.get(`/v1/transactions?ledger=bank&after=${tx.seq - 1}`, { accept });
    expect(text).toContain('"expect":{"C":1}');
  }
});

test('who may only open accounts is not told whether one of others is closed', async () => {
  await done(by('all'), { t: 'open', account: 'gone', ledger: 'theirs' });
  await done(by('all'), { t: 'close', account: 'gone' });
  for (const account of ['gone', 'T1']) {
    const opening = command({ t: 'open', account, ledger: 'bank' });
    const { account_exists: message } = errorMeanings;
    expect(await by('opens').ask(opening)).toMatchObject({ code: 'account_exists', message });
    expect(await by('opens').ask(opening)).toMatchObject({ replayed: true, message });
  }
  const mine = await by('all').ask(command({ t: 'open', account: 'gone', ledger: 'bank' }));
  expect(mine).toMatchObject({ message: expect.stringContaining('closed') });
});

describe('a refusal', () => {
  const figures = /\d/;
  test.each<[string, Record<string, unknown>, string]>([
    ['a', { t: 'withdraw', account: 'A', amount: '9999' }, 'insufficient_funds'],
    ['blind', { t: 'withdraw', account: 'A', amount: '9999' }, 'insufficient_funds'],
    ['sees', { ...transfer, expect: { A: 77 } }, 'conflict'],
    ['blind', { ...transfer, amount: '9999' }, 'insufficient_funds'],
  ])('of %s, %j, has figures only for who may read them', async (name, fields, code) => {
    const sent = { ...command(fields), key: newKey() };
    const reply = await by(name).ask(sent);
    if (reply.t !== 'error') throw new Error('not refused');
    expect(reply.code).toBe(code);
    expect(figures.test(reply.message)).toBe(name === 'a');
    if (name !== 'a')
      expect(reply.message).toBe(Object.entries(errorMeanings).find(([each]) => each === code)?.[1]);
    const outcome = await by(name).ask({ t: 'outcome', id: 'o', key: sent.key });
    expect(outcome).toMatchObject({ code, message: reply.message });
  });

  test('of the rule of peers tells nobody what others hold', async () => {
    await done(by('all'), { t: 'rules', ledger: 'bank', rules: { kind: 'peers' } });
    const reply = await by('a').ask(command({ t: 'deposit', account: 'A', amount: '9999' }));
    expect(reply).toMatchObject({ code: 'limit_deposit', message: errorMeanings.limit_deposit });
    await done(by('all'), { t: 'rules', ledger: 'bank', rules: { kind: 'none' } });
  });

  test.each(['B', 'C', 'nobody'])(
    'for an expectation of %s, who may not be seen, says nothing of it',
    async (account) => {
      for (const version of [0, 1, 2, 3, 99]) {
        const asked = command({ ...transfer, amount: '9999', expect: { [account]: version } });
        const reply = await by('a').ask({ ...asked, id: 'e' });
        expect(reply).toMatchObject({ code: 'forbidden', message: 'no grant of read covers this' });
      }
    },
  );

  test('tells by no amount how much is on the account that would take it', async () => {
    await done(by('all'), { t: 'rules', account: 'C', rules: { kind: 'fixed', maxBalance: '150' } });
    await done(by('all'), { t: 'deposit', account: 'A', amount: '100' });
    const held = await done(by('pays'), { t: 'hold', from: 'A', to: 'C', amount: '1' });
    const amounts = {
      ...{ '300': 'insufficient_funds', '9000': 'insufficient_funds' },
      // Above 2^62 - 1 hundredths, whoever takes it (R60).
      ...{ '92233720368547708.07': 'overflow', '92233720368547758.07': 'overflow' },
    };
    for (const [amount, code] of Object.entries(amounts)) {
      for (const to of ['B', 'C']) {
        for (const t of ['transfer', 'hold']) {
          const reply = await by('pays').ask(command({ t, from: 'A', to, amount }));
          expect(reply).toMatchObject({ code });
        }
      }
      const captured = await by('pays').ask(command({ t: 'capture', hold: held.seq, amount }));
      expect(captured).toMatchObject({ code });
    }
    await done(by('pays'), { t: 'release', hold: held.seq });
  });
});

describe('a list', () => {
  const ids = async (more: Record<string, unknown> = {}): Promise<[readonly string[], unknown]> => {
    const reply = await by('lists').ask({ t: 'list', id: newKey(), ...more });
    if (reply.t !== 'accounts') return [[], reply];
    return [reply.accounts.map(({ account }) => account), reply.next];
  };
  test('shows what may be read, in order, page by page, and where it goes on names nobody else', async () => {
    const all = ['A', 'C', 'O1', 'O2', 'shop-1', 'shop-2'];
    expect(await ids()).toEqual([all, null]);
    const paged: string[] = [];
    for (let after: unknown; after !== null; ) {
      const [page, next] = await ids({ limit: 1, ...(after === undefined ? {} : { after }) });
      paged.push(...page);
      expect(next === null || next === page[0]).toBe(true);
      after = next;
    }
    expect(paged).toEqual(all);
    expect(await ids({ ledger: 'bank' })).toEqual([['A', 'C', 'shop-1', 'shop-2'], null]);
    expect(await ids({ ledger: 'other', after: 'O1' })).toEqual([['O2'], null]);
  });

  test('of a ledger of others is empty, as that of one that is not there', async () => {
    expect(await ids({ ledger: 'theirs' })).toEqual([[], null]);
    expect(await ids({ ledger: 'nowhere' })).toEqual([[], null]);
  });
});
