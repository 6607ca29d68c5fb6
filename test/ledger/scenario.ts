import fc from 'fast-check';
import type { State } from '../../server/ledger/state.ts';
import { type Command, CommandSchema, type Side } from '../../shared/commands.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import { scaleMax } from '../../shared/limits.ts';
import { formatMoney, minorMax } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';

/** Random ledgers and what random principals ask of them. */
export interface Scenario {
  readonly ledgers: readonly LedgerSpec[];
  readonly steps: readonly Step[];
}

interface LedgerSpec {
  readonly scale: number;
  /** Whether the rules have a decimal more than the scale allows. */
  readonly tooFine: boolean;
  readonly rules: { readonly kind: 'none' | 'peers' } | FixedSpec;
}
/** Limits in minor units: their texts need the ledger's scale. */
interface FixedSpec {
  readonly kind: 'fixed';
  readonly maxDeposit?: bigint;
  readonly maxWithdraw?: bigint;
  readonly maxTransfer?: bigint;
  readonly maxPerDay?: bigint;
  readonly minBalance?: bigint;
  readonly maxBalance?: bigint;
}

interface Step {
  readonly by: string;
  /** What the clock has moved since the step before; it may run backwards. */
  readonly passedMs: number;
  readonly ask: Ask;
  readonly memo?: string;
  readonly deadlineInMs?: number;
  /** An account, and how far from its version the expected one is. */
  readonly expect?: { readonly account: number; readonly off: number };
}

/** Accounts and ledgers by number: some of them exist, at first or later or never. */
type Ask =
  | { readonly t: 'ledger'; readonly ledger: number; readonly spec: LedgerSpec }
  | { readonly t: 'open'; readonly account: number; readonly ledger: number }
  | { readonly t: 'deposit' | 'withdraw'; readonly account: number; readonly amount: AskedAmount }
  | {
      readonly t: 'transfer' | 'hold';
      readonly from: number;
      readonly to: number;
      readonly amount: AskedAmount;
      readonly expiresInMs?: number;
    }
  | { readonly t: 'capture' | 'release' | 'reverse'; readonly pick: number; readonly amount?: AskedAmount }
  | { readonly t: 'freeze'; readonly account: number; readonly side?: Side }
  | { readonly t: 'unfreeze' | 'close'; readonly account: number }
  | { readonly t: 'rules'; readonly account?: number; readonly ledger: number; readonly spec: LedgerSpec };

type AskedAmount = { readonly minor: bigint } | { readonly text: string };

/** Decimals of the amounts that captures and reversals name. */
const partScale = 2;

const accountNumber = fc.nat({ max: 9 });
const ledgerNumber = fc.nat({ max: 4 });

const minorAmount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(1n, 500n) },
  // All that an account begins with.
  { weight: 3, arbitrary: fc.constant(400n) },
  { weight: 2, arbitrary: fc.bigInt(1n, minorMax) },
  { weight: 1, arbitrary: fc.bigInt(minorMax - 2n, minorMax + 2n) },
);

const amount: fc.Arbitrary<AskedAmount> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ minor: minorAmount }) },
  {
    weight: 1,
    arbitrary: fc.record({
      text: fc.constantFrom('0.0000000000001', '1.00', '9'.repeat(30), '9'.repeat(64), `0.${'5'.repeat(62)}`),
    }),
  },
);

/** Two accounts, nearly half of the time of one ledger: account and ledger numbers go together by threes. */
const pair = fc
  .tuple(accountNumber, accountNumber, fc.boolean())
  .map(([from, to, isNear]) => ({ from, to: isNear ? (from + 3 + 3 * (to % 2)) % 9 : to }));

const ledgerSpec: fc.Arbitrary<LedgerSpec> = fc.record({
  scale: fc.oneof(fc.constant(partScale), fc.nat({ max: scaleMax })),
  tooFine: fc.constant(false),
  rules: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.constant({ kind: 'peers' as const }),
    fc.record(
      {
        kind: fc.constant('fixed' as const),
        maxDeposit: minorAmount,
        maxWithdraw: minorAmount,
        maxTransfer: minorAmount,
        maxPerDay: minorAmount,
        minBalance: fc.bigInt(-300n, 300n),
        maxBalance: fc.oneof(fc.bigInt(0n, 1_000n), fc.bigInt(minorMax, minorMax + 1n)),
      },
      { requiredKeys: ['kind'] },
    ),
  ),
});

const ask: fc.Arbitrary<Ask> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant('ledger' as const),
      ledger: ledgerNumber,
      spec: fc.tuple(ledgerSpec, fc.boolean()).map(([spec, tooFine]) => ({ ...spec, tooFine })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ t: fc.constant('open' as const), account: accountNumber, ledger: ledgerNumber }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      t: fc.constantFrom('deposit' as const, 'withdraw' as const),
      account: accountNumber,
      amount,
    }),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(pair, amount)
      .map(([ends, asked]) => ({ t: 'transfer' as const, ...ends, amount: asked })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        pair,
        fc.record(
          {
            t: fc.constant('hold' as const),
            amount,
            expiresInMs: fc.integer({ min: -10, max: 2_000 }),
          },
          { requiredKeys: ['t', 'amount'] },
        ),
      )
      .map(([ends, hold]) => ({ ...hold, ...ends })),
  },
  {
    weight: 8,
    arbitrary: fc.record(
      {
        t: fc.constantFrom('capture' as const, 'release' as const, 'reverse' as const),
        pick: fc.nat(),
        amount,
      },
      { requiredKeys: ['t', 'pick'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        t: fc.constant('freeze' as const),
        account: accountNumber,
        side: fc.constantFrom('debit' as const, 'credit' as const, 'both' as const),
      },
      { requiredKeys: ['t', 'account'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      t: fc.constantFrom('unfreeze' as const, 'close' as const),
      account: accountNumber,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        t: fc.constant('rules' as const),
        ledger: ledgerNumber,
        account: accountNumber,
        spec: fc
          .tuple(ledgerSpec, fc.nat({ max: 5 }))
          .map(([spec, nth]) => ({ ...spec, tooFine: nth === 0 })),
      },
      { requiredKeys: ['t', 'ledger', 'spec'] },
    ),
  },
);

const step: fc.Arbitrary<Step> = fc
  .record({
    by: fc.constantFrom('anonymous', 'anonymous', hubPrincipal),
    passedMs: fc.oneof(
      { weight: 30, arbitrary: fc.integer({ min: -50, max: 200 }) },
      { weight: 1, arbitrary: fc.constant(50_000_000) },
    ),
    ask,
    memo: fc.option(fc.constantFrom('rent', '', 'a "quoted" \\ memo', '房租 🏠'), {
      freq: 8,
      nil: undefined,
    }),
    deadlineInMs: fc.option(fc.integer({ min: -20, max: 1_000 }), { freq: 12, nil: undefined }),
    expect: fc.option(fc.record({ account: accountNumber, off: fc.constantFrom(0, 0, 1) }), {
      freq: 8,
      nil: undefined,
    }),
  })
  .map(({ memo, deadlineInMs, expect, ...always }) => ({
    ...always,
    ...(memo === undefined ? {} : { memo }),
    ...(deadlineInMs === undefined ? {} : { deadlineInMs }),
    ...(expect === undefined ? {} : { expect }),
  }));

/** Three ledgers with three accounts each to begin with, one of them empty; the steps may make more of both. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  ledgers: fc.array(ledgerSpec, { minLength: 3, maxLength: 3 }),
  steps: fc.array(step, { maxLength: 100, size: 'max' }),
});

/** What sets the scene: each ledger, its accounts, and something on them. */
export function openingSteps({ ledgers }: Scenario): Step[] {
  const byHub = (ask: Ask): Step => ({ by: hubPrincipal, passedMs: 1, ask });
  return ledgers.flatMap((spec, ledger) => [
    byHub({ t: 'ledger', ledger, spec }),
    ...[ledger, ledger + 3].flatMap((account) => [
      byHub({ t: 'open', account, ledger }),
      byHub({ t: 'deposit', account, amount: { minor: 400n } }),
    ]),
    byHub({ t: 'open', account: ledger + 6, ledger }),
  ]);
}

/**
 * The command of a step in this state, the `nth` of its scenario, where these seqs are of movements that can be
 * reversed. It has passed the schemas.
 */
export function commandOf(
  state: State,
  movements: readonly number[],
  step: Step,
  nth: number,
  nowMs: number,
): Command {
  const { ask, memo, deadlineInMs, expect } = step;
  return CommandSchema.parse({
    id: nth,
    key: `key-${nth}`,
    ...fieldsOf(state, movements, ask, nowMs),
    ...(memo === undefined ? {} : { memo }),
    ...(deadlineInMs === undefined ? {} : { deadline: new Date(nowMs + deadlineInMs).toISOString() }),
    ...(expect === undefined ? {} : { expect: expectationOf(state, expect) }),
  });
}

function expectationOf(state: State, { account, off }: NonNullable<Step['expect']>): Record<string, number> {
  const id = accountId(account);
  return { [id]: (state.accounts.get(id)?.version ?? 0) + off };
}

function fieldsOf(
  state: State,
  movements: readonly number[],
  ask: Ask,
  nowMs: number,
): Record<string, unknown> {
  switch (ask.t) {
    case 'ledger':
      return {
        t: ask.t,
        ledger: ledgerId(ask.ledger),
        asset: 'CNY',
        scale: ask.spec.scale,
        rules: rulesOf(ask.spec),
      };
    case 'open':
      return { t: ask.t, account: accountId(ask.account), ledger: ledgerId(ask.ledger) };
    case 'deposit':
    case 'withdraw': {
      const account = accountId(ask.account);
      return { t: ask.t, account, amount: amountText(state, account, ask.amount) };
    }
    case 'transfer':
    case 'hold': {
      const from = accountId(ask.from);
      const { expiresInMs } = ask;
      return {
        t: ask.t,
        from,
        to: accountId(ask.to),
        amount: amountText(state, from, ask.amount),
        ...(expiresInMs === undefined ? {} : { expires: new Date(nowMs + expiresInMs).toISOString() }),
      };
    }
    case 'capture':
    case 'release': {
      const open = [...state.holds];
      const seq = ask.pick % 8 > 0 ? open[ask.pick % open.length]?.seq : undefined;
      return { t: ask.t, hold: seq ?? anySeq(state, ask.pick), ...partOf(ask) };
    }
    case 'reverse':
      return { t: ask.t, tx: movementOf(movements, ask.pick) ?? anySeq(state, ask.pick), ...partOf(ask) };
    case 'freeze':
    case 'unfreeze':
    case 'close': {
      const side = 'side' in ask ? { side: ask.side } : {};
      return { t: ask.t, account: accountId(ask.account), ...side };
    }
    case 'rules': {
      const rules = rulesOf(ask.spec);
      if (ask.account === undefined) return { t: ask.t, ledger: ledgerId(ask.ledger), rules };
      const awaits = [...state.holds].at(-1)?.to;
      // Only rules that come behind a hold can stand in the way of its capture.
      return awaits !== undefined && ask.account < 5
        ? { t: ask.t, account: awaits.id, rules: { kind: 'fixed', maxBalance: '0' } }
        : {
            t: ask.t,
            account: accountId(ask.account),
            rules: rules.kind === 'peers' ? { kind: 'none' } : rules,
          };
    }
  }
}

/** Nearly always a movement, one of the newest. */
function movementOf(movements: readonly number[], pick: number): number | undefined {
  return pick % 8 === 0 ? undefined : movements.at(-1 - (pick % 5));
}

/** One of the transactions so far, often one of the newest, or the one that will come next. */
function anySeq(state: State, pick: number): number {
  const next = state.seq + 1;
  return pick % 2 === 0 ? 1 + ((pick >> 1) % next) : Math.max(1, next - ((pick >> 1) % 9));
}

function partOf(ask: { readonly t: string; readonly amount?: AskedAmount }): { amount?: string } {
  if (ask.amount === undefined || ask.t === 'release') return {};
  return { amount: 'text' in ask.amount ? ask.amount.text : formatMoney(ask.amount.minor, partScale) };
}

function rulesOf({ rules, scale, tooFine }: LedgerSpec): Rules {
  if (rules.kind !== 'fixed') return { kind: rules.kind };
  const { kind, ...limits } = rules;
  const texts = Object.entries(limits).map(([name, minor]) => [
    name,
    formatMoney(minor, tooFine ? scale + 1 : scale),
  ]);
  return { kind, ...Object.fromEntries(texts) };
}

function amountText(state: State, account: string, amount: AskedAmount): string {
  if ('text' in amount) return amount.text;
  return formatMoney(amount.minor, state.accounts.get(account)?.ledger.scale ?? 2);
}

function accountId(account: number): string {
  return `account-${account}`;
}

/** Ledger 4 is the one that `open` means when it names none. */
function ledgerId(ledger: number): string {
  return ledger === 4 ? 'main' : `ledger-${ledger}`;
}
