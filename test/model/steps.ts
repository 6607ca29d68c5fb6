import fc from 'fast-check';
import { type Command, CommandSchema } from '../../shared/commands.ts';
import { timeOrderedKey } from '../../shared/keys.ts';
import type { Reference } from './reference.ts';

/** Random conversations with a hub: what is asked follows what has happened so far, as a client's would. */

/** One frame over one of the connections, and what is asked behind it. */
export interface Step {
  readonly connection: number;
  readonly passedMs: number;
  readonly requests: readonly Asked[];
  readonly behind: 'nothing' | 'trial' | 'balance' | 'holds' | 'restart';
}
type Asked =
  | { readonly is: 'command'; readonly ask: Ask }
  | { readonly is: 'batch'; readonly atomic: boolean; readonly asks: readonly Ask[] }
  /** An earlier command, or an earlier batch, once more; with another memo where `isOther`. */
  | { readonly is: 'again'; readonly pick: number; readonly isOther: boolean }
  | { readonly is: 'batch again'; readonly pick: number; readonly left: number }
  | { readonly is: 'get'; readonly account: number };

interface Ask {
  readonly t: Command['t'];
  readonly one: number;
  readonly other: number;
  /** In hundredths. */
  readonly amount: number;
  readonly pick: number;
  /** Seldom 0: something unusual then. */
  readonly rare: readonly number[];
}

const number = (max: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max }));

const kinds: readonly Command['t'][] = [
  ...(['deposit', 'deposit', 'withdraw', 'transfer', 'transfer', 'transfer', 'transfer'] as const),
  ...(['hold', 'hold', 'hold', 'hold', 'capture', 'capture', 'capture', 'release'] as const),
  ...(['reverse', 'reverse', 'reverse', 'open', 'freeze', 'unfreeze', 'close', 'rules', 'ledger'] as const),
];
const ask: fc.Arbitrary<Ask> = fc.record({
  t: fc.noBias(fc.constantFrom(...kinds)),
  one: number(5),
  other: number(5),
  amount: number(400),
  pick: number(10_000),
  rare: fc.array(number(11), { minLength: 6, maxLength: 6 }),
});
const command = ask.map((asked) => ({ is: 'command' as const, ask: asked }));
const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 12, arbitrary: command },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('batch' as const),
      atomic: fc.noBias(fc.boolean()),
      asks: fc.array(ask, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('again' as const),
      pick: number(10_000),
      isOther: fc.noBias(fc.boolean()),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('batch again' as const), pick: number(10_000), left: number(3) }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('get' as const), account: number(6) }) },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    connection: number(2),
    passedMs: fc.oneof(number(300), fc.constant(0), fc.constant(30_000_000)),
    requests: fc.array(asked, { minLength: 1, maxLength: 5 }),
    behind: fc.noBias(
      fc.constantFrom('nothing', 'nothing', 'nothing', 'trial', 'balance', 'balance', 'holds', 'restart'),
    ),
  }),
  { minLength: 4, maxLength: 25, size: 'max' },
);

export const accountId = (account: number): string => `account-${account}`;
/** Accounts 0 to 3 are in `cash`, the others in `points`; a few of both are never opened. */
const ledgerOf = (account: number): string => (account < 4 ? 'cash' : 'points');

/** What a hub has before the steps: two ledgers and five accounts with something on them. */
export function beginning(): Command[] {
  const byPeers = { kind: 'peers' };
  return [
    { t: 'ledger', ledger: 'cash', asset: 'EUR', scale: 2 },
    { t: 'ledger', ledger: 'points', asset: 'PTS', scale: 0 },
    ...[0, 1, 2, 4, 5].flatMap((account) => [
      { t: 'open', account: accountId(account), ledger: ledgerOf(account) },
      { t: 'deposit', account: accountId(account), amount: '50' },
    ]),
    { t: 'rules', ledger: 'points', rules: byPeers },
  ].map((fields, nth) => CommandSchema.parse({ id: `begin-${nth}`, key: `begin-${nth}`, ...fields }));
}

/** The command that is asked for, the `nth` of all, where what was made `ahead` of it in its batch is not known yet. */
export function commandOf(
  reference: Reference,
  { t, one, other, amount, pick, rare }: Ask,
  nth: number,
  nowMs: number,
  ahead = 0,
): Command {
  const [isOdd, hasMemo, hasDeadline, hasExpect, isOrdered, isWhole] = rare.map((chance) => chance === 0);
  const scale = ledgerOf(one) === 'cash' && rare[0] !== 1 ? 2 : 0;
  const text = isOdd ? '9'.repeat(19) : amountText(amount + 1, scale);
  const account = accountId(one);
  // Nearly always of the same ledger.
  const counterparty = accountId(rare[1] === 1 ? other : one < 4 ? other % 4 : 4 + (other % 2));
  const time = (afterMs: number): string => new Date(nowMs + afterMs).toISOString();
  const random = String(nth).padStart(12, '0');
  return CommandSchema.parse({
    ...{ t, id: nth, key: isOrdered ? timeOrderedKey(nowMs, random) : `key-${nth}` },
    ...fieldsOf(),
    ...(hasMemo ? { memo: `no. ${nth}` } : {}),
    ...(hasDeadline ? { deadline: time(pick % 2 === 0 ? -1 : 1_000) } : {}),
    ...(hasExpect ? { expect: { [account]: reference.versionOf(account) + (pick % 4 === 0 ? 1 : 0) } } : {}),
  });

  function fieldsOf(): Record<string, unknown> {
    const part = isWhole || pick % 3 === 0 ? {} : { amount: text };
    switch (t) {
      case 'ledger':
        return { ledger: `ledger-${pick % 4}`, asset: 'X', scale: 3, rules: rulesOf() };
      case 'open':
        return { account: accountId(pick % 8), ledger: pick % 5 === 0 ? 'nowhere' : ledgerOf(pick % 8) };
      case 'deposit':
      case 'withdraw':
        return { account, amount: text };
      case 'transfer':
        return { from: account, to: counterparty, amount: text };
      case 'hold': {
        const expires = pick % 3 === 0 ? {} : { expires: time(((pick % 7) - 1) * 400 + nth) };
        return { from: account, to: counterparty, amount: text, ...expires };
      }
      case 'capture':
        return { hold: holdSeq(), ...part };
      case 'release':
        return { hold: holdSeq() };
      case 'reverse':
        return { tx: oneOf(reference.movements) ?? 1 + (pick % (reference.seq + 2)), ...part };
      case 'freeze':
        return { account, ...(pick % 2 === 0 ? { side: pick % 4 === 0 ? 'debit' : 'credit' } : {}) };
      case 'unfreeze':
        return { account };
      case 'close':
        return { account: accountId(pick % 8) };
      case 'rules':
        return pick % 3 === 0
          ? { ledger: ledgerOf(one), rules: pick % 2 === 0 ? { kind: 'peers' } : rulesOf() }
          : { account, rules: rulesOf() };
    }
  }

  function oneOf(seqs: readonly number[]): number | undefined {
    return pick % 7 === 0 ? undefined : seqs[pick % seqs.length];
  }

  /** An open hold, or one that an earlier command of the same batch may have made. */
  function holdSeq(): number {
    const guessed = 1 + (pick % (reference.seq + 2));
    return ahead > 0 && pick % 2 === 0 ? reference.seq + ahead : (oneOf(reference.openHolds) ?? guessed);
  }

  function rulesOf(): Record<string, unknown> {
    const names = ['maxDeposit', 'maxWithdraw', 'maxTransfer', 'maxPerDay', 'minBalance', 'maxBalance'];
    const name = names[pick % names.length] ?? '';
    if (pick % 4 === 0) return { kind: 'none' };
    return { kind: 'fixed', [name]: name === 'minBalance' && pick % 2 === 0 ? `-${text}` : text };
  }
}

function amountText(hundredths: number, scale: number): string {
  return scale === 0 ? String(1 + (hundredths % 9)) : (hundredths / 100).toFixed(2);
}
