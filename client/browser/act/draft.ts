import { type CommandKind, defaultSide } from '../../../shared/commands.ts';
import { hubPrincipal } from '../../../shared/ids.ts';
import type { Rules } from '../../../shared/rules.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import type { MoveAction } from '../../input/action.ts';

/** What the form can ask for. A ledger is made by whoever runs the hub. */
export type DraftKind = Exclude<CommandKind, 'ledger'>;

export const limitFields = [
  'maxDeposit',
  'maxWithdraw',
  'maxTransfer',
  'maxPerDay',
  'minBalance',
  'maxBalance',
] as const;
export type LimitField = (typeof limitFields)[number];

/** What is typed into the form, before it is a command. */
export interface Draft extends Readonly<Record<LimitField, string>> {
  readonly kind: DraftKind;
  /** Account to deposit into, to take from, to open, or whose standing is to change. */
  readonly account: string;
  readonly to: string;
  /** Transaction to reverse, or hold to settle. */
  readonly seq: string;
  readonly amount: string;
  /** After how many minutes a hold ends by itself. */
  readonly minutes: string;
  readonly side: string;
  readonly memo: string;
  /** Of an account to open. */
  readonly ledger: string;
}

export type Field = Exclude<keyof Draft, 'kind'>;

export const emptyDraft: Draft = {
  kind: 'transfer',
  account: '',
  to: '',
  seq: '',
  amount: '',
  minutes: '',
  side: defaultSide,
  memo: '',
  ledger: '',
  ...limitsOf(undefined),
};

const fields: Readonly<Record<DraftKind, readonly Field[]>> = {
  deposit: ['account', 'amount', 'memo'],
  withdraw: ['account', 'amount', 'memo'],
  transfer: ['account', 'to', 'amount', 'memo'],
  open: ['account', 'ledger'],
  hold: ['account', 'to', 'amount', 'minutes', 'memo'],
  capture: ['seq', 'amount', 'memo'],
  release: ['seq', 'memo'],
  reverse: ['seq', 'amount', 'memo'],
  freeze: ['account', 'side', 'memo'],
  unfreeze: ['account', 'memo'],
  close: ['account', 'memo'],
  rules: ['account', ...limitFields],
};

export function fieldsOf({ kind }: Draft): readonly Field[] {
  return fields[kind];
}

/** Whether all of a transaction or hold is meant where no amount is typed. */
export function hasOptionalAmount({ kind }: Draft): boolean {
  return kind === 'capture' || kind === 'reverse';
}

/** What can be asked for about a transaction. What the hub did by itself stays. */
export function actsOn({ kind, by }: Pick<Transaction, 'kind' | 'by'>): readonly DraftKind[] {
  if (by === hubPrincipal) return [];
  switch (kind) {
    case 'hold':
      return ['capture', 'release'];
    case 'deposit':
    case 'withdraw':
    case 'transfer':
    case 'capture':
      return ['reverse'];
    default:
      return [];
  }
}

/** The number of a transaction as typed, such as `14` or `#14`; undefined where it is none. */
export function seqOf({ seq }: Draft): number | undefined {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(seq.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * What is asked of the hub: fields of a command, for its schema to read. `nowMs`: the hub's time, Unix milliseconds,
 * from which minutes are counted.
 */
export function commandOf(draft: Draft, nowMs: number): Readonly<Record<string, unknown>> {
  const { kind } = draft;
  const { account, seq, minutes, ...others } = given(draft);
  switch (kind) {
    case 'transfer':
      return { t: kind, from: account, ...others };
    case 'hold': {
      const expires =
        minutes === undefined ? {} : { expires: new Date(nowMs + Number(minutes) * 60_000).toISOString() };
      return { t: kind, from: account, ...others, ...expires };
    }
    case 'capture':
    case 'release':
      return { t: kind, hold: seqOf(draft), ...others };
    case 'reverse':
      return { t: kind, tx: seqOf(draft), ...others };
    case 'rules':
      return { t: kind, account, rules: hasLimits(draft) ? { kind: 'fixed', ...others } : { kind: 'none' } };
    default:
      return { t: kind, account, ...others };
  }
}

/** Whether any limit is typed; where none is, the account's own rules are taken away. */
export function hasLimits(draft: Draft): boolean {
  return limitFields.some((field) => draft[field].trim() !== '');
}

/** The fields in which something is typed. */
function given(draft: Draft): Partial<Record<Field, string>> {
  const typed = fieldsOf(draft).map((field) => [field, draft[field].trim()] as const);
  return Object.fromEntries(typed.filter(([, text]) => text !== ''));
}

/** The limits of an account as they are, to be typed over. */
export function limitsOf(rules: Rules | undefined): Readonly<Record<LimitField, string>> {
  const limits = rules?.kind === 'fixed' ? rules : undefined;
  return {
    maxDeposit: limits?.maxDeposit ?? '',
    maxWithdraw: limits?.maxWithdraw ?? '',
    maxTransfer: limits?.maxTransfer ?? '',
    maxPerDay: limits?.maxPerDay ?? '',
    minBalance: limits?.minBalance ?? '',
    maxBalance: limits?.maxBalance ?? '',
  };
}

/** The form filled in from what a line of text asks for. */
export function draftOf(action: MoveAction): Draft {
  const { kind, amount, memo = '' } = action;
  const accounts =
    kind === 'transfer' ? { account: action.from, to: action.to } : { account: action.account };
  return { ...emptyDraft, kind, amount, memo, ...accounts };
}

/** What is left to begin with once it was done: it is not to be done again by a second press. */
export function afterwards({ kind, account, to }: Draft): Draft {
  const isMoved = kind === 'deposit' || kind === 'withdraw' || kind === 'transfer' || kind === 'hold';
  return isMoved ? { ...emptyDraft, kind, account, to } : { ...emptyDraft, kind };
}
