import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenHold } from '../../shared/transaction.ts';
import { done, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { LocalHub } from '../support/local-hub.ts';
import type { RawClient } from '../support/raw-client.ts';

/** The list of open holds (R105). */

type Fields = Readonly<Record<string, unknown>>;

let hub: LocalHub;
let client: RawClient;
beforeAll(async () => {
  hub = await LocalHub.start();
  client = await hub.connect();
  await openAccounts(client, 'bank', { A: '100', B: '50', C: '0' }); // 2 to 7
  await openAccounts(client, 'shop', { till: '5', safe: '0' }); // 8 to 11
  const expires = '2126-01-31T12:00:00Z';
  await done(client, { t: 'hold', from: 'A', to: 'B', amount: '10', expires, memo: 'room 12' }); // 12
  await done(client, { t: 'hold', from: 'A', to: 'C', amount: '20' }); // 13
  await done(client, { t: 'hold', from: 'B', to: 'A', amount: '30' }); // 14
  await done(client, { t: 'hold', from: 'till', to: 'safe', amount: '1' }); // 15
  await done(client, { t: 'hold', from: 'A', to: 'B', amount: '5' }); // 16
  await done(client, { t: 'capture', hold: 13, amount: '7' }); // 17
  await done(client, { t: 'release', hold: 16 }); // 18
});
afterAll(() => hub[Symbol.asyncDispose]());

interface Page {
  readonly seq: number;
  readonly holds: readonly OpenHold[];
  readonly next: number | null;
}

async function page(fields: Fields): Promise<Page> {
  const reply = await client.ask({ t: 'holds', id: 1, ...fields });
  if (reply.t !== 'holds') throw new Error(JSON.stringify(reply));
  return reply;
}

/** Every hold of all pages. */
async function pages(fields: Fields): Promise<OpenHold[]> {
  const told: OpenHold[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { holds, next }: Page = await page({ ...fields, after });
    told.push(...holds);
    after = next;
  }
  return told;
}

const seqsOf = (holds: readonly OpenHold[]): number[] => holds.map(({ seq }) => seq);

test('tells all of each, to the last character but what differs (R105)', async () => {
  client.send({ t: 'holds', id: 'h', ledger: 'bank', limit: 1 });
  const text = await client.replyText('h');
  expect(text.replace(/"at":"[^"]+","key":"[^"]+"/, '"at":"TIME","key":"KEY"')).toBe(
    '{"t":"holds","id":"h","seq":18,"holds":[{"seq":12,"at":"TIME","key":"KEY","by":"anonymous","from":"A",' +
      '"to":"B","ledger":"bank","asset":"CNY","amount":"10.00","expires":"2126-01-31T12:00:00Z","memo":"room 12"}],"next":12}',
  );
});

describe('tells those that are open, in their order', () => {
  test.each<[Fields, number[]]>([
    [{}, [12, 14, 15]],
    [{ ledger: 'bank' }, [12, 14]],
    [{ ledger: 'shop' }, [15]],
    [{ ledger: 'main' }, []],
    [{ account: 'A' }, [12, 14]],
    [{ account: 'C' }, []],
    [{ account: 'safe' }, [15]],
    [{ account: '@world:bank' }, []],
    [{ after: 12 }, [14, 15]],
    [{ after: 13, account: 'A' }, [14]],
    [{ after: 99 }, []],
  ])('of %j', async (fields, seqs) => {
    const { holds, next } = await page(fields);
    expect([seqsOf(holds), next]).toEqual([seqs, null]);
  });
});

test.each<[Fields, string]>([
  [{ account: 'nobody' }, 'unknown_account'],
  [{ ledger: 'nowhere' }, 'unknown_ledger'],
  [{ account: 'A', ledger: 'bank' }, 'bad_request'],
  [{ account: '' }, 'bad_request'],
  [{ limit: 0 }, 'bad_request'],
  [{ limit: 1001 }, 'bad_request'],
  [{ before: 5 }, 'bad_request'],
])('%j is %s (R71)', async (fields, code) => {
  expect(await client.ask({ t: 'holds', id: 1, ...fields })).toMatchObject({ t: 'error', code });
});

test('many are told page by page, each once, and of an account they sum to what it reserves', async () => {
  await openAccounts(client, 'big', { payer: '5000', one: '0', two: '0' });
  const made = await doneAll(
    client,
    Array.from({ length: 2_300 }, (_, nth) => ({
      ...{ t: 'hold', from: 'payer', to: nth % 2 === 0 ? 'one' : 'two', amount: '1' },
    })),
  );
  // Long stretches of settled ones lie between those that are open.
  const open = made.filter((_, nth) => nth < 3 || nth % 700 === 0 || nth > 2_200).map(({ seq }) => seq);
  const settled = made.map(({ seq }) => seq).filter((seq) => !open.includes(seq));
  await doneAll(
    client,
    settled.map((seq) => ({ t: 'release', hold: seq })),
  );
  for (const limit of [1, 7, 1_000]) {
    const told = await pages({ account: 'payer', limit });
    expect(seqsOf(told)).toEqual(open);
    const [state] = await stateOf(client, 'payer');
    expect(Number(state?.balance) - Number(state?.available)).toBe(told.length);
  }
  const halves = [await pages({ account: 'one', limit: 10 }), await pages({ account: 'two', limit: 10 })];
  expect(seqsOf(halves.flat()).sort((a, b) => a - b)).toEqual(open);
});

test('are the same after a restart (R23)', async () => {
  const before = await pages({});
  await hub.stop();
  await hub.start();
  client = await hub.connect();
  expect(await pages({})).toEqual(before);
  expect(before.length).toBeGreaterThan(90);
});
