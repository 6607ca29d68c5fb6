import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Verb, verbs } from '../../server/access/grants.ts';
import { RequestSchema } from '../../shared/up.ts';
import { books, done, openAccounts } from '../support/errands.ts';
import { GuardedHub, tokenOf } from '../support/guarded-hub.ts';
import type { HttpAsker } from '../support/http-asker.ts';
import { newKey } from '../support/new-key.ts';
import type { RawClient } from '../support/raw-client.ts';

/**
 * Every verb, every request, on what is one's own, another's or nobody's: over the socket and over HTTP (R132 to
 * R134). What is one's own is in the ledger `mine`, what is another's in `theirs`.
 */

type Fields = Readonly<Record<string, unknown>>;
const whoseKinds = ['own', 'other', 'missing'] as const;
type Whose = (typeof whoseKinds)[number];

/** Verbs that one principal has on the ledger `mine`; `admin` is had on everything or not at all. */
const tokens = new Map<string, readonly Verb[]>([
  ...verbs.map((verb) => [`only-${verb}`, [verb]] as const),
  ...verbs.map((verb) => [`not-${verb}`, verbs.filter((each) => each !== verb)] as const),
]);
const texts = new Map<string, string>();

const hub = await GuardedHub.start((data) => {
  texts.set('all', tokenOf(data, 'all', '*'));
  for (const [name, had] of tokens) {
    const grants = had.map((verb) => (verb === 'admin' ? 'admin:*' : `${verb}:mine/*`));
    texts.set(name, tokenOf(data, name, ...grants));
  }
});
let all: RawClient;
const seqs = {
  own: { hold: 0, tx: 0 },
  other: { hold: 0, tx: 0 },
  missing: { hold: 9_999_999, tx: 9_999_999 },
};

beforeAll(async () => {
  all = await hub.connect(texts.get('all') ?? '');
  await openAccounts(all, 'mine', { M1: '1000', M2: '1000' });
  await openAccounts(all, 'theirs', { T1: '1000', T2: '1000' });
  for (const [whose, from, to] of [['own', 'M1', 'M2'] as const, ['other', 'T1', 'T2'] as const]) {
    seqs[whose].hold = (await done(all, { t: 'hold', from, to, amount: '1' })).seq;
    seqs[whose].tx = (await done(all, { t: 'transfer', from, to, amount: '1' })).seq;
  }
});
afterAll(() => hub[Symbol.asyncDispose]());

const accountsOf: Readonly<Record<Whose, readonly [string, string]>> = {
  own: ['M1', 'M2'],
  other: ['T1', 'T2'],
  missing: ['N1', 'N2'],
};
const ledgerOf: Readonly<Record<Whose, string>> = { own: 'mine', other: 'theirs', missing: 'nowhere' };
let made = 0;
function fresh(): string {
  made += 1;
  return `fresh-${made}`;
}

/** Everything that can be asked, and which verbs it takes: none for what anyone may ask. */
interface Asked {
  readonly t: string;
  readonly needs: readonly Verb[];
  readonly of: (whose: Whose) => Fields;
  /** How it is asked over HTTP, where it is no command. */
  readonly path?: (whose: Whose) => string;
  /** Whether it is asked of everything, which these principals have nowhere. */
  readonly isOfAll?: true;
}

const first = (whose: Whose): string => accountsOf[whose][0];
const pair = (whose: Whose): Fields => ({
  from: accountsOf[whose][0],
  to: accountsOf[whose][1],
  amount: '0.01',
});
const one = (whose: Whose): Fields => ({ account: first(whose) });
const time = '2020-01-01T00:00:00Z';

const asked: readonly Asked[] = [
  { t: 'deposit', needs: ['deposit'], of: (whose) => ({ ...one(whose), amount: '0.01' }) },
  { t: 'withdraw', needs: ['withdraw'], of: (whose) => ({ ...one(whose), amount: '0.01' }) },
  { t: 'transfer', needs: ['transfer-from', 'transfer-to'], of: pair },
  { t: 'hold', needs: ['hold', 'transfer-to'], of: pair },
  { t: 'capture', needs: ['hold'], of: (whose) => ({ hold: seqs[whose].hold }) },
  { t: 'release', needs: ['hold'], of: (whose) => ({ hold: seqs[whose].hold }) },
  { t: 'reverse', needs: ['reverse'], of: (whose) => ({ tx: seqs[whose].tx, amount: '0.01' }) },
  { t: 'open', needs: ['open'], of: (whose) => ({ account: fresh(), ledger: ledgerOf[whose] }) },
  { t: 'close', needs: ['open'], of: one },
  { t: 'freeze', needs: ['freeze'], of: (whose) => ({ ...one(whose), side: 'credit' }) },
  { t: 'unfreeze', needs: ['freeze'], of: one },
  { t: 'rules', needs: ['rules'], of: (whose) => ({ ...one(whose), rules: { kind: 'none' } }) },
  { t: 'rules', needs: ['rules'], of: (whose) => ({ ledger: ledgerOf[whose], rules: { kind: 'none' } }) },
  { t: 'ledger', needs: ['admin'], of: () => ({ ledger: fresh(), asset: 'X', scale: 0 }) },
  {
    t: 'get',
    needs: ['read'],
    of: (whose) => ({ accounts: [first(whose)] }),
    path: (whose) => `/v1/accounts/${first(whose)}`,
  },
  { t: 'history', needs: ['read'], of: one, path: (whose) => `/v1/accounts/${first(whose)}/history` },
  {
    t: 'balance',
    needs: ['read'],
    of: (whose) => ({ ...one(whose), at: 1 }),
    path: (whose) => `/v1/accounts/${first(whose)}/balance?at=1`,
  },
  {
    t: 'statement',
    needs: ['read'],
    of: (whose) => ({ ...one(whose), from: time }),
    path: (whose) => `/v1/accounts/${first(whose)}/statement?from=${time}`,
  },
  {
    t: 'trial',
    needs: ['read'],
    of: (whose) => ({ ledger: ledgerOf[whose] }),
    path: (whose) => `/v1/trial?ledger=${ledgerOf[whose]}`,
  },
  { t: 'trial', needs: ['read'], of: () => ({}), path: () => '/v1/trial', isOfAll: true },
  {
    t: 'transactions',
    needs: ['read'],
    of: (whose) => ({ ledger: ledgerOf[whose] }),
    path: (whose) => `/v1/transactions?ledger=${ledgerOf[whose]}`,
  },
  { t: 'transactions', needs: ['read'], of: () => ({}), path: () => '/v1/transactions', isOfAll: true },
  { t: 'holds', needs: ['read'], of: one, path: (whose) => `/v1/holds?account=${first(whose)}` },
  {
    t: 'holds',
    needs: ['read'],
    of: (whose) => ({ ledger: ledgerOf[whose] }),
    path: (whose) => `/v1/holds?ledger=${ledgerOf[whose]}`,
  },
  { t: 'holds', needs: ['read'], of: () => ({}), path: () => '/v1/holds', isOfAll: true },
  {
    t: 'transactions',
    needs: ['read'],
    of: () => ({}),
    path: (whose) => `/v1/transactions/${seqs[whose].tx}`,
    isOfAll: true,
  },
  {
    t: 'watch',
    needs: ['watch'],
    of: (whose) => ({ accounts: [first(whose)] }),
    path: (whose) => `/v1/watch?accounts=${first(whose)}`,
  },
  {
    t: 'watch',
    needs: ['watch'],
    of: (whose) => ({ ledger: ledgerOf[whose] }),
    path: (whose) => `/v1/watch?ledger=${ledgerOf[whose]}`,
  },
  {
    t: 'watch',
    needs: ['watch'],
    of: () => ({ accounts: '*' }),
    path: () => '/v1/watch?accounts=*',
    isOfAll: true,
  },
  {
    t: 'list',
    needs: [],
    of: (whose) => ({ ledger: ledgerOf[whose] }),
    path: (whose) => `/v1/accounts?ledger=${ledgerOf[whose]}`,
  },
  { t: 'outcome', needs: [], of: () => ({ key: fresh() }), path: () => `/v1/outcomes/${fresh()}` },
  { t: 'ping', needs: [], of: () => ({}) },
  { t: 'unwatch', needs: [], of: () => ({ watch: 999 }) },
  { t: 'hello', needs: [], of: () => ({ token: 'x' }) },
];

function isAllowed({ needs, isOfAll, t }: Asked, had: readonly Verb[], whose: Whose): boolean {
  if (needs.length === 0) return true;
  const isOwn = whose === 'own' || t === 'ledger';
  return isOwn && isOfAll !== true && needs.every((verb) => had.includes(verb));
}

const isCommand = ({ t, path }: Asked): boolean =>
  path === undefined && !['ping', 'unwatch', 'hello'].includes(t);
/** A request of its own key, where it is a command. */
function requestOf(each: Asked, whose: Whose): Fields & { readonly id: string } {
  return { t: each.t, id: fresh(), ...(isCommand(each) ? { key: newKey() } : {}), ...each.of(whose) };
}

test('the table has every request but batch, which is its commands', () => {
  const known = RequestSchema.def.options.flatMap(({ shape }) => shape.t.def.values);
  expect([...new Set(asked.map(({ t }) => t)), 'batch'].sort()).toEqual([...known].sort());
});

describe.each([...tokens])('%s', (name, had) => {
  test('does over the socket what it may and nothing else, and learns nothing of others', async () => {
    const client = await hub.connect(texts.get(name) ?? '');
    for (const each of asked) {
      const refusals = new Set<string>();
      for (const whose of whoseKinds) {
        const request = requestOf(each, whose);
        const before = isAllowed(each, had, whose) ? undefined : (await books(all)).seq;
        const reply = await client.ask(request);
        const told = JSON.stringify({ ...reply, id: 0 });
        const code = reply.t === 'error' ? reply.code : 'none';
        expect([each.t, whose, code === 'forbidden']).toEqual([each.t, whose, before !== undefined]);
        if (before === undefined) continue;
        if (whose !== 'own') refusals.add(told);
        expect((await books(all)).seq).toBe(before);
        // The key was not used up: the same command by its key is refused in the same words.
        if (isCommand(each)) expect(await client.ask(request)).toEqual(reply);
      }
      expect(refusals.size).toBeLessThanOrEqual(1);
    }
  });

  test('does each command of a batch as it does that command alone, and all of an atomic one or none', async () => {
    const client = await hub.connect(texts.get(name) ?? '');
    for (const each of asked.filter(isCommand)) {
      for (const atomic of [false, true]) {
        const [mine, others] = [requestOf(each, 'own'), requestOf(each, 'other')];
        client.send({ t: 'batch', id: fresh(), atomic, commands: [mine, others] });
        const replies = [await client.reply(mine.id), await client.reply(others.id)];
        const codes = replies.map((reply) => (reply.t === 'error' ? reply.code : 'ok'));
        const isOwnAllowed = isAllowed(each, had, 'own');
        const isOtherAllowed = isAllowed(each, had, 'other');
        expect([each.t, atomic, codes[1] === 'forbidden' || codes[1] === 'batch_failed']).toEqual([
          ...[each.t, atomic, !isOtherAllowed],
        ]);
        if (!isOwnAllowed) expect(codes[0]).toBe('forbidden');
        else if (atomic && !isOtherAllowed) expect(codes).toEqual(['batch_failed', 'forbidden']);
        else expect(codes[0]).not.toBe('forbidden');
      }
    }
  });

  test('does over HTTP what it does over the socket', async () => {
    const http = hub.http(texts.get(name));
    for (const each of asked.filter((one) => isCommand(one) || one.path !== undefined)) {
      const refusals = new Set<string>();
      for (const whose of whoseKinds) {
        const { status, text } = await answerTo(http, each, whose);
        const isRefused = status === 403;
        expect([each.t, whose, isRefused]).toEqual([each.t, whose, !isAllowed(each, had, whose)]);
        if (isRefused && whose !== 'own')
          refusals.add(text.replaceAll(/"(?:id|key)":(?:\d+|"[^"]*"),?/g, ''));
      }
      expect(refusals.size).toBeLessThanOrEqual(1);
    }
    expect((await http.get('/metrics')).status).toBe(had.includes('admin') ? 200 : 403);
  });
});

async function answerTo(
  http: HttpAsker,
  each: Asked,
  whose: Whose,
): Promise<{ readonly status: number; readonly text: string }> {
  if (each.path === undefined) return http.post(requestOf(each, whose));
  return each.t === 'watch' ? http.begin(each.path(whose)) : http.get(each.path(whose));
}

test('whoever shows nothing is answered with 401 whatever they ask for, and may still load the page', async () => {
  const http = hub.http();
  for (const each of asked.filter((one) => isCommand(one) || one.path !== undefined)) {
    for (const whose of whoseKinds) expect((await answerTo(http, each, whose)).status).toBe(401);
  }
  const refused = await http.get('/v1/accounts');
  expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="florin"');
  const wrong = await hub.http('florin_wrong').get('/v1/accounts');
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
    ...[401, 'Bearer realm="florin", error="invalid_token"'],
  ]);
  expect((await http.get('/metrics')).status).toBe(401);
  for (const path of ['/livez', '/readyz', '/docs', '/openapi.json'])
    expect((await http.get(path)).status).toBe(200);
});
