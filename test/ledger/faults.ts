import { emptyState, type State } from '../../server/ledger/state.ts';
import type { CommandKind } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import { byHub, submit } from './bank.ts';

/** What can be wrong with each kind of command, check by check: for the order in which the checks run. */

type Fields = Record<string, unknown>;

/** A bank, and a command with which nothing is wrong but what the faults have changed. */
export interface Situation {
  readonly state: State;
  readonly seqs: Seqs;
  readonly fields: Fields;
  readonly expect: Record<string, number>;
  /** Limits of rules, which are amounts of their own. */
  readonly limits: Record<string, string>;
  /** What is asked for in hundredths, and whether a third decimal comes behind them. */
  hundredths: bigint;
  isTooFine: boolean;
}

/** Breaks one check and no other. */
type Fault = (situation: Situation) => void;

/**
 * Ledger `cash` (scale 2) with A 20.00 of which 10.00 is held for B, B 0.00 and `empty`; `shut` was frozen and
 * closed. Ledger `gold` (scale 0) with G 5.
 */
function bank(): Pick<Situation, 'state' | 'seqs'> {
  const state = emptyState();
  const rules = { kind: 'fixed', maxDeposit: '50', maxWithdraw: '50', maxTransfer: '50' };
  byHub(state, { t: 'ledger', ledger: 'cash', asset: 'EUR', scale: 2, rules });
  byHub(state, { t: 'ledger', ledger: 'gold', asset: 'XAU', scale: 0 });
  for (const account of ['A', 'B', 'empty', 'shut']) byHub(state, { t: 'open', account, ledger: 'cash' });
  byHub(state, { t: 'open', account: 'G', ledger: 'gold' });
  byHub(state, { t: 'deposit', account: 'G', amount: '5' });
  const seqs = {
    deposit: done(state, { t: 'deposit', account: 'A', amount: '20' }),
    hold: done(state, { t: 'hold', from: 'A', to: 'B', amount: '10' }),
    settledHold: done(state, { t: 'hold', from: 'A', to: 'shut', amount: '1' }),
    holdForShut: done(state, { t: 'hold', from: 'A', to: 'shut', amount: '1' }),
    reversed: done(state, { t: 'deposit', account: 'shut', amount: '1' }),
    depositToShut: done(state, { t: 'deposit', account: 'shut', amount: '1' }),
  };
  done(state, { t: 'release', hold: seqs.settledHold });
  learn(state, seqs.reversed, 'shut', 100n);
  learn(state, seqs.depositToShut, 'shut', 100n);
  learn(state, seqs.deposit, 'A', 2_000n);
  done(state, { t: 'reverse', tx: seqs.reversed });
  byHub(state, { t: 'withdraw', account: 'shut', amount: '1' });
  byHub(state, { t: 'freeze', account: 'shut' });
  byHub(state, { t: 'close', account: 'shut' });
  return { state, seqs };
}

interface Seqs {
  readonly deposit: number;
  readonly hold: number;
  readonly settledHold: number;
  readonly holdForShut: number;
  readonly reversed: number;
  readonly depositToShut: number;
}

function done(state: State, fields: Fields): number {
  const decision = submit(state, fields);
  if (decision.kind === 'refusal') throw new Error(decision.message);
  return decision.seq;
}

/** Tells the state of a deposit, as the views would. */
function learn(state: State, seq: number, account: string, amount: bigint): void {
  const to = state.accounts.get(account);
  if (to === undefined) throw new Error(`${account} is not open`);
  const { ledger } = to;
  const what = { is: 'movement', ledger, from: ledger.world, to, amount, reversed: 0n } as const;
  state.past.learn({ seq, what, changedBy: 0 }, state.seq);
}

const set =
  (fields: Fields): Fault =>
  (situation) => {
    Object.assign(situation.fields, fields);
  };
const naming =
  (field: 'hold' | 'tx', which: keyof Seqs): Fault =>
  ({ fields, seqs }) => {
    fields[field] = seqs[which];
  };
const asking =
  (hundredths: bigint): Fault =>
  (situation) => {
    if (situation.hundredths < hundredths) situation.hundredths = hundredths;
  };
const tooFine: Fault = (situation) => {
  situation.isTooFine = true;
};
const tooMuch = asking(10n ** 22n);
const late = set({ deadline: '2026-01-31T11:59:59.999Z' });
const nobody = set({ account: 'nobody' });
const shut = set({ account: 'shut' });
const expecting =
  (expect: Readonly<Record<string, number>>): Fault =>
  (situation) => {
    Object.assign(situation.expect, expect);
  };
/** Every account that is open. */
const frozen: Fault = ({ state }) => {
  for (const account of ['A', 'B', 'G', 'empty']) byHub(state, { t: 'freeze', account });
};
const same: Fault = (situation) => {
  const { from, to } = situation.fields;
  set(from === 'A' ? { from: to } : { to: from })(situation);
};
const limit =
  (name: string, amount: string): Fault =>
  (situation) => {
    situation.limits[name] = amount;
  };

const expired = { '4 expired': late };
const expectation = {
  '8 unknown_account': expecting({ ghost: 0 }),
  '8 conflict': expecting({ A: 999 }),
};
const amount = { '13 amount_precision': tooFine, '14 overflow': tooMuch };
const limits = {
  '13 amount_precision': limit('maxWithdraw', '1.001'),
  '14 overflow': limit('maxDeposit', '9'.repeat(20)),
};
const between = {
  '5 unknown_account': set({ from: 'nobody' }),
  '6 same_account': same,
  '7 ledger_mismatch': set({ to: 'G' }),
  ...expectation,
  '10 account_closed': set({ to: 'shut' }),
  '11 account_frozen': frozen,
  ...amount,
  '15 limit_transfer': asking(5_001n),
  '16 insufficient_funds': asking(1_001n),
};
const ofAccount = {
  ...expired,
  '5 unknown_account': nobody,
  ...expectation,
  '10 account_closed': shut,
};

interface Kind {
  /** The command as it would pass; `amount` comes on top where it asks for one. */
  readonly asked: (seqs: Seqs) => Fields;
  readonly hasAmount?: true;
  /** By step of the check and code. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** Pairs that cannot be broken together. */
  readonly exclusive?: readonly (readonly [string, string])[];
}

export const kinds: Readonly<Record<CommandKind, Kind>> = {
  ledger: {
    asked: () => ({ t: 'ledger', ledger: 'new', asset: 'USD', scale: 2 }),
    faults: { ...expired, '5 ledger_exists': set({ ledger: 'cash' }), ...expectation, ...limits },
  },
  open: {
    asked: () => ({ t: 'open', account: 'new', ledger: 'cash' }),
    faults: {
      ...expired,
      '5 unknown_ledger': set({ ledger: 'none' }),
      '5 account_exists': set({ account: 'A' }),
      ...expectation,
    },
  },
  deposit: {
    asked: () => ({ t: 'deposit', account: 'A' }),
    hasAmount: true,
    faults: { ...ofAccount, '11 account_frozen': frozen, ...amount, '15 limit_deposit': asking(5_001n) },
  },
  withdraw: {
    asked: () => ({ t: 'withdraw', account: 'A' }),
    hasAmount: true,
    faults: {
      ...ofAccount,
      '11 account_frozen': frozen,
      ...amount,
      '15 limit_withdraw': asking(5_001n),
      '16 insufficient_funds': asking(1_001n),
    },
  },
  transfer: {
    asked: () => ({ t: 'transfer', from: 'A', to: 'B' }),
    hasAmount: true,
    faults: { ...expired, ...between },
    exclusive: [['6 same_account', '7 ledger_mismatch']],
  },
  hold: {
    asked: () => ({ t: 'hold', from: 'A', to: 'B' }),
    hasAmount: true,
    faults: { '4 expired': set({ expires: '2026-01-31T12:00:00.000Z' }), ...between },
    exclusive: [['6 same_account', '7 ledger_mismatch']],
  },
  capture: {
    asked: ({ hold }) => ({ t: 'capture', hold }),
    hasAmount: true,
    faults: {
      ...expired,
      '5 unknown_hold': set({ hold: 999 }),
      ...expectation,
      '9 hold_settled': naming('hold', 'settledHold'),
      '10 account_closed': naming('hold', 'holdForShut'),
      '11 account_frozen': frozen,
      ...amount,
      '15 limit_transfer': ({ state }) =>
        byHub(state, { t: 'rules', account: 'B', rules: { kind: 'fixed', maxBalance: '0' } }),
      '16 insufficient_funds': asking(1_001n),
    },
    // What the taker has room for is looked at only where the hold is of that much.
    exclusive: [['15 limit_transfer', '16 insufficient_funds']],
  },
  release: {
    asked: ({ hold }) => ({ t: 'release', hold }),
    faults: {
      ...expired,
      '5 unknown_hold': set({ hold: 999 }),
      ...expectation,
      '9 hold_settled': naming('hold', 'settledHold'),
    },
  },
  reverse: {
    asked: ({ deposit }) => ({ t: 'reverse', tx: deposit }),
    hasAmount: true,
    faults: {
      ...expired,
      '5 unknown_tx': set({ tx: 999 }),
      ...expectation,
      '9 already_reversed': naming('tx', 'reversed'),
      '10 account_closed': naming('tx', 'depositToShut'),
      '11 account_frozen': frozen,
      ...amount,
      '16 already_reversed': asking(2_001n),
      '16 insufficient_funds': asking(1_001n),
    },
  },
  freeze: { asked: () => ({ t: 'freeze', account: 'A' }), faults: ofAccount },
  unfreeze: { asked: () => ({ t: 'unfreeze', account: 'A' }), faults: ofAccount },
  close: {
    asked: () => ({ t: 'close', account: 'empty' }),
    faults: { ...ofAccount, '12 conflict': set({ account: 'A' }) },
    exclusive: [['10 account_closed', '12 conflict']],
  },
  rules: {
    asked: () => ({ t: 'rules', account: 'A', rules: { kind: 'fixed' } }),
    faults: {
      ...expired,
      '5 unknown_account': set({ account: 'nobody', ledger: undefined }),
      '5 unknown_ledger': set({ account: undefined, ledger: 'none' }),
      ...expectation,
      '10 account_closed': set({ account: 'shut', ledger: undefined }),
      ...limits,
    },
    exclusive: [['5 unknown_account', '5 unknown_ledger']],
  },
};

/**
 * A command with these faults and the bank that it is put to. Where two change the same field, the one that is
 * named first has its way.
 */
export function situationOf(
  kind: CommandKind,
  faults: readonly string[],
): Pick<Situation, 'state' | 'fields'> {
  const { state, seqs } = bank();
  const { asked, hasAmount, faults: known } = kinds[kind];
  const nothing = { expect: {}, limits: {}, hundredths: 100n, isTooFine: false };
  const situation: Situation = { state, seqs, fields: asked(seqs), ...nothing };
  for (const name of faults.toReversed()) {
    const fault = known[name];
    if (fault === undefined) throw new Error(`${kind} has no fault ${name}`);
    fault(situation);
  }
  const { expect, limits: ruled, hundredths, isTooFine } = situation;
  const fields = {
    ...situation.fields,
    ...(Object.keys(expect).length === 0 ? {} : { expect }),
    ...(Object.keys(ruled).length === 0 ? {} : { rules: { kind: 'fixed', ...ruled } }),
    ...(hasAmount ? { amount: `${formatMoney(hundredths, 2)}${isTooFine ? '1' : ''}` } : {}),
  };
  return { state, fields };
}
