import { type ErrorCode, errorCodes } from '../../shared/codes.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { formatMoney } from '../../shared/money.ts';
import type { Access } from '../access/access.ts';
import { messageFor, recordFor } from '../access/telling.ts';
import { isRefusal, parseRecord } from '../ledger/record.ts';
import { type Account, available, type State } from '../ledger/state.ts';
import type { Leg } from '../ledger/transaction.ts';

/** Texts of what the hub sends; a transaction's record goes in as the journal holds it. */

export function okReply(id: CorrelationId, record: string, replayed = false): string {
  return `{"t":"ok","id":${JSON.stringify(id)},${replayed ? '"replayed":true,' : ''}"tx":${record}}`;
}

export function errorReply(
  id: CorrelationId | null,
  code: ErrorCode,
  message: string,
  replayed = false,
): string {
  return `{"t":"error","id":${JSON.stringify(id)},${replayed ? '"replayed":true,' : ''}"code":"${code}","message":${JSON.stringify(message)},"retryable":${errorCodes[code].retryable}}`;
}

/** The answer to a question that is to be as of a seq that the hub has not reached. */
export function behindReply(id: CorrelationId, seq: number, minSeq: number): string {
  return errorReply(id, 'unavailable', `the hub is at seq ${seq}, ${minSeq} was asked for`);
}

/** The refusal of a request that nothing was done about. */
export function awayReply(id: CorrelationId, code: 'busy' | 'unavailable'): string {
  return errorReply(id, code, awayMessages[code]);
}

const awayMessages = {
  busy: 'the hub has too much to do; nothing was done, try again',
  unavailable: 'the hub cannot make anything durable now; nothing was done, try again',
} as const;

/** The reply that a record once was, under a new correlation id, as far as it may be told. */
export function replayedReply(
  id: CorrelationId,
  record: string,
  access: Access,
  state: State | undefined,
): string {
  if (!isRefusal(record)) return okReply(id, recordFor(access, state, record), true);
  const parsed = parseRecord(record);
  if (!parsed.refused) throw new Error('a refusal does not parse as one');
  const { refused, command } = parsed.refusal;
  return errorReply(
    id,
    refused.code,
    messageFor(access, state, command, refused.code, refused.message),
    true,
  );
}

/** An account as messages show it, from values of the ledger. */
export function accountText(
  account: string,
  ledger: { readonly id: string; readonly asset: string; readonly scale: number },
  state: Pick<Leg, 'balance' | 'available' | 'version' | 'marks'>,
): string {
  const balance = formatMoney(state.balance, ledger.scale);
  const free = state.available === state.balance ? balance : formatMoney(state.available, ledger.scale);
  return `{"account":"${account}","ledger":"${ledger.id}","asset":"${ledger.asset}","balance":"${balance}","available":"${free}","version":${state.version}${state.marks}}`;
}

/** An account as it stands now. */
export function accountNow(account: Account): string {
  const { id, ledger, balance, version, marks } = account;
  return accountText(id, ledger, { balance, available: available(account), version, marks });
}
