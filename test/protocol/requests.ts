import fc from 'fast-check';
import { accountsPerRequestMax, pageItemsMax, scaleMax } from '../../shared/limits.ts';
import { transactionKinds } from '../../shared/transaction.ts';
import type { Request } from '../../shared/up.ts';

/** Every request that the schemas allow, at random. */

const plain = [...'ABCXYZabcxyz0129'];
const inId = [...plain, ...'_.:-'];

function text(first: string[], rest: string[], max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...rest), maxLength: max - 1 }))
    .map((parts) => parts.join(''));
}

const id = text(plain, inId, 64);
const readable = fc.oneof(
  id,
  id.map((ledger) => `@world:${ledger}`),
);
const key = text(inId, inId, 64);
const seq = fc.nat();
const tx = fc.integer({ min: 1, max: 2 ** 31 });
const kind = fc.constantFrom(...transactionKinds);
const correlationId = fc.oneof(
  fc.maxSafeNat(),
  // Any character: quotes, line breaks, colons and lone surrogates too.
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((each) => each.length <= 64),
  fc.string({ unit: fc.constantFrom('"', '\\', ':', '\n', '{', '\ud800'), minLength: 1, maxLength: 10 }),
);
const amount = fc
  .tuple(fc.bigInt(1n, 10n ** 30n), fc.nat({ max: 20 }))
  .map(([whole, zeros]) => (zeros === 0 ? `${whole}` : `0.${'0'.repeat(zeros)}${whole}`));
const money = fc.oneof(
  amount,
  amount.map((each) => `-${each}`),
  fc.constant('0'),
);
const memo = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((each) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(each));
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

function some<T>(of: fc.Arbitrary<T>, max: number): fc.Arbitrary<T[]> {
  return fc.array(of, { minLength: 1, maxLength: Math.min(max, 5) });
}

/** A request with all of the fields that it must have and some of those that it may have. */
function request<T extends string, Must, May>(
  t: T,
  must: { [K in keyof Must]: fc.Arbitrary<Must[K]> },
  may: { [K in keyof May]: fc.Arbitrary<May[K]> },
) {
  return fc
    .tuple(
      fc.record({ t: fc.constant(t), id: correlationId }),
      fc.record(must),
      fc.record(may, { requiredKeys: [] }),
    )
    .map(([head, given, extra]) => ({ ...head, ...given, ...extra }));
}

const expectation = fc.dictionary(readable, fc.nat(), { maxKeys: 3 });
const conditions = { memo, deadline: time, expect: expectation };
const fixedRules = fc.record(
  {
    kind: fc.constant('fixed' as const),
    maxDeposit: amount,
    maxWithdraw: amount,
    maxTransfer: amount,
    maxPerDay: amount,
    minBalance: money,
    maxBalance: money,
  },
  { requiredKeys: ['kind'] },
);
const ownRules = fc.oneof(fc.record({ kind: fc.constant('none' as const) }), fixedRules);
const rules = fc.oneof(fc.record({ kind: fc.constantFrom('none' as const, 'peers' as const) }), fixedRules);
const asset = text(plain, inId, 16);
const limit = fc.integer({ min: 1, max: pageItemsMax });
const watched = fc.oneof(
  fc.record({ accounts: fc.oneof(fc.constant('*' as const), some(readable, 5)) }),
  fc.record({ ledger: id }),
);
const goneOn = fc.record({ epoch: fc.string({ minLength: 1, maxLength: 64 }), seq });
const mode = fc.constantFrom('all' as const, 'latest' as const);

const commands = [
  request('transfer', { key, from: id, to: id, amount }, conditions),
  request('deposit', { key, account: id, amount }, conditions),
  request('withdraw', { key, account: id, amount }, conditions),
  request('hold', { key, from: id, to: id, amount }, { ...conditions, expires: time }),
  request('capture', { key, hold: tx }, { ...conditions, amount }),
  request('release', { key, hold: tx }, conditions),
  request('reverse', { key, tx }, { ...conditions, amount }),
  request('open', { key, account: id }, { ...conditions, ledger: id }),
  request(
    'freeze',
    { key, account: id },
    { ...conditions, side: fc.constantFrom('debit', 'credit', 'both') },
  ),
  request('unfreeze', { key, account: id }, conditions),
  request('close', { key, account: id }, conditions),
  fc.oneof(
    request('rules', { key, account: id, rules: ownRules }, conditions),
    request('rules', { key, ledger: id, rules }, conditions),
  ),
  request('ledger', { key, ledger: id, asset, scale: fc.nat({ max: scaleMax }) }, { ...conditions, rules }),
];

/** Commands of a batch, no two with one key. */
const batched = fc.uniqueArray(fc.oneof(...commands), {
  selector: (each) => each.key,
  minLength: 1,
  maxLength: 4,
});
const since = { minSeq: seq };
const period = { from: time, to: time };
const filters = { kind, counterparty: readable, minAmount: amount, maxAmount: amount, ...period, memo };

const requests = [
  ...commands,
  request('batch', { commands: batched }, { key, atomic: fc.boolean() }),
  request('get', { accounts: some(readable, accountsPerRequestMax) }, since),
  request('list', {}, { ...since, ledger: id, after: id, limit }),
  fc.oneof(
    request('history', { account: readable }, { ...since, before: seq, ...filters, limit }),
    request('history', { account: readable }, { ...since, after: seq, ...filters, limit }),
  ),
  request('balance', { account: readable, at: fc.oneof(seq, time) }, since),
  request('statement', { account: readable, from: time }, { ...since, to: time, after: seq, limit }),
  request('transactions', {}, { ...since, ledger: id, after: seq, before: seq, ...period, limit }),
  fc.oneof(
    request('holds', {}, { ...since, account: readable, after: seq, limit }),
    request('holds', {}, { ...since, ledger: id, after: seq, limit }),
  ),
  request('outcome', { key }, since),
  request('trial', {}, { ...since, ledger: id }),
  fc
    .tuple(request('watch', {}, { mode, since: goneOn, snapshot: fc.boolean() }), watched)
    .map(([head, what]) => ({ ...head, ...what })),
  request('unwatch', { watch: fc.integer({ min: 1, max: 1_000 }) }, {}),
  request('ping', {}, {}),
  request('hello', { token: text(plain, inId, 64) }, {}),
];

export const anyRequest: fc.Arbitrary<Request> = fc.oneof(...requests);
