import { MemoSchema } from '../../../shared/fields.ts';
import { IdSchema } from '../../../shared/ids.ts';
import { AmountSchema, decimalsOf, parseMoney } from '../../../shared/money.ts';
import type { AccountState } from '../../../shared/transaction.ts';
import type { CommandAction, MoveAction } from '../../input/action.ts';
import { grouped } from '../format.ts';

export type MoveKind = 'deposit' | 'withdraw' | 'transfer';
export type DraftKind = MoveKind | 'open';

/** What is typed into the form, before it is a command. */
export interface Draft {
  readonly kind: DraftKind;
  /** Account to deposit into, to withdraw or transfer from, or to open. */
  readonly account: string;
  readonly to: string;
  readonly amount: string;
  readonly memo: string;
  /** Of an account to open. */
  readonly ledger: string;
}

export type Field = Exclude<keyof Draft, 'kind'>;

export const emptyDraft: Draft = { kind: 'transfer', account: '', to: '', amount: '', memo: '', ledger: '' };

const fields: Readonly<Record<DraftKind, readonly Field[]>> = {
  deposit: ['account', 'amount', 'memo'],
  withdraw: ['account', 'amount', 'memo'],
  transfer: ['account', 'to', 'amount', 'memo'],
  open: ['account', 'ledger'],
};

export function fieldsOf({ kind }: Draft): readonly Field[] {
  return fields[kind];
}

/** What is known of an account that was typed: `undefined` not yet, `null` that there is none. */
export type Known = (account: string) => AccountState | null | undefined;

/** What is wrong with a field, by the protocol's schemas; undefined where nothing is. */
export function problemOf(draft: Draft, field: Field, known: Known): string | undefined {
  const value = draft[field].trim();
  if (field === 'memo') return value === '' ? undefined : wrong(MemoSchema.safeParse(value));
  if (field === 'ledger') return value === '' ? undefined : wrong(IdSchema.safeParse(value));
  if (value === '') return 'is needed';
  if (field === 'amount') return wrong(AmountSchema.safeParse(value)) ?? precision(draft, value, known);
  const unfit = wrong(IdSchema.safeParse(value));
  if (unfit !== undefined || draft.kind === 'open') return unfit;
  return field === 'to' && value === draft.account.trim() ? 'is the same account' : undefined;
}

/** What is known of an account. The hub decides, and may have come to know it meanwhile: this forbids nothing. */
export function hintOf(draft: Draft, field: Field, known: Known): string | undefined {
  const account = field === 'account' || field === 'to' ? draft[field].trim() : '';
  const state = known(account);
  if (draft.kind === 'open') return state ? `${account} is open already` : undefined;
  if (state === null) return `There is no account ${account} now`;
  return state && `${grouped(state.available)} ${state.asset} available`;
}

export function isReady(draft: Draft, known: Known): boolean {
  return fieldsOf(draft).every((field) => problemOf(draft, field, known) === undefined);
}

/** What is asked of the hub. */
export function actionOf({ kind, account, to, amount, memo, ledger }: Draft): CommandAction {
  const told = memo.trim() === '' ? {} : { memo: memo.trim() };
  const money = { amount: amount.trim(), ...told };
  if (kind === 'transfer') return { kind, from: account.trim(), to: to.trim(), ...money };
  if (kind === 'open')
    return { kind, account: account.trim(), ...(ledger.trim() === '' ? {} : { ledger: ledger.trim() }) };
  return { kind, account: account.trim(), ...money };
}

/** The form filled in from what a line of text asks for. */
export function draftOf(action: MoveAction): Draft {
  const { kind, amount, memo = '' } = action;
  const accounts =
    kind === 'transfer' ? { account: action.from, to: action.to } : { account: action.account };
  return { ...emptyDraft, kind, amount, memo, ...accounts };
}

function wrong(parsed: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] };
}): string | undefined {
  return parsed.error?.issues[0]?.message;
}

function precision(draft: Draft, amount: string, known: Known): string | undefined {
  const state = known(draft.account.trim());
  if (!state) return undefined;
  const scale = decimalsOf(state.balance);
  return parseMoney(amount, scale) === undefined
    ? `has more than the ${scale} decimals of ${state.asset}`
    : undefined;
}
