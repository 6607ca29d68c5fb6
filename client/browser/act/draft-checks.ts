import { MemoSchema } from '../../../shared/fields.ts';
import { IdSchema } from '../../../shared/ids.ts';
import { AmountSchema, decimalsOf, MoneySchema, parseMoney } from '../../../shared/money.ts';
import type { AccountState, Transaction } from '../../../shared/transaction.ts';
import { describeRules } from '../../words/describe-rules.ts';
import { describeStanding } from '../../words/describe-standing.ts';
import { describeDeed } from '../../words/describe-transaction.ts';
import { printable } from '../../words/printable.ts';
import { grouped } from '../format.ts';
import { actsOn, type Draft, type Field, fieldsOf, hasOptionalAmount, seqOf } from './draft.ts';

/** What is known of what was typed: `undefined` not yet, `null` that there is none. */
export interface Knowledge {
  account(id: string): AccountState | null | undefined;
  transaction(seq: number): Transaction | null | undefined;
}

/** What is wrong with a field, by the protocol's schemas; undefined where nothing is. */
export function problemOf(draft: Draft, field: Field, known: Knowledge): string | undefined {
  const value = draft[field].trim();
  if (value === '') return isOptional(draft, field) ? undefined : 'is needed';
  switch (field) {
    case 'account':
      return wrong(IdSchema.safeParse(value));
    case 'to':
      return (
        wrong(IdSchema.safeParse(value)) ??
        (value === draft.account.trim() ? 'is the same account' : undefined)
      );
    case 'ledger':
      return wrong(IdSchema.safeParse(value));
    case 'memo':
      return wrong(MemoSchema.safeParse(value));
    case 'seq':
      return wrongTransaction(draft, known);
    case 'minutes':
      return /^[1-9]\d{0,6}$/.test(value) ? undefined : 'is not a whole number of minutes such as 60';
    case 'side':
      return undefined;
    case 'minBalance':
    case 'maxBalance':
      return wrong(MoneySchema.safeParse(value)) ?? precision(draft, value, known);
    default:
      return wrong(AmountSchema.safeParse(value)) ?? precision(draft, value, known);
  }
}

function isOptional(draft: Draft, field: Field): boolean {
  if (field === 'amount') return hasOptionalAmount(draft);
  return field !== 'account' && field !== 'to' && field !== 'seq';
}

/** What is known of an account or transaction. The hub decides, and may have come to know it meanwhile: this forbids nothing. */
export function hintOf(draft: Draft, field: Field, known: Knowledge): string | undefined {
  if (field === 'seq') return transactionHint(draft, known);
  if (field === 'amount' && hasOptionalAmount(draft)) return 'All of it when left empty';
  if (field === 'minutes') return 'When left empty, it ends only when it is captured or released';
  const account = field === 'account' || field === 'to' ? draft[field].trim() : '';
  const state = known.account(account);
  if (draft.kind === 'open') return state ? `${account} is open already` : undefined;
  if (state === null) return `There is no account ${account} now`;
  if (state === undefined) return undefined;
  if (draft.kind === 'rules') return `Its own limits now: ${describeRules(state.rules)}`;
  return [`${grouped(state.available)} ${state.asset} available`, ...describeStanding(state)].join('. ');
}

function transactionHint(draft: Draft, known: Knowledge): string | undefined {
  const seq = seqOf(draft);
  const tx = seq === undefined ? undefined : known.transaction(seq);
  return tx === null ? `There is no transaction #${seq} now` : tx && describeDeed(tx);
}

export function isReady(draft: Draft, known: Knowledge): boolean {
  return fieldsOf(draft).every((field) => problemOf(draft, field, known) === undefined);
}

function wrong(parsed: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] };
}): string | undefined {
  return parsed.error?.issues[0]?.message;
}

/** Of what kind a transaction is never changes: so what is known of it can forbid. */
function wrongTransaction(draft: Draft, known: Knowledge): string | undefined {
  const seq = seqOf(draft);
  if (seq === undefined) return 'is not the number of a transaction such as 14';
  const tx = known.transaction(seq);
  if (!tx || actsOn(tx).includes(draft.kind)) return undefined;
  const what = `${tx.kind} by ${printable(tx.by)}`;
  return draft.kind === 'reverse' ? `names what cannot be reversed: ${what}` : `names no hold, but: ${what}`;
}

function precision(draft: Draft, amount: string, known: Knowledge): string | undefined {
  const seq = seqOf(draft);
  const account = known.account(draft.account.trim());
  const money = hasOptionalAmount(draft)
    ? seq === undefined
      ? undefined
      : known.transaction(seq)?.amount
    : account?.balance;
  if (money === undefined) return undefined;
  const scale = decimalsOf(money);
  return parseMoney(amount, scale) === undefined
    ? `has more than the ${scale} decimals of ${account?.asset ?? 'the ledger'}`
    : undefined;
}
