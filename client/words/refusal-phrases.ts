import type { ErrorCode } from '../../shared/codes.ts';
import { printable } from './printable.ts';

/** What each code says to a person, in a phrase that the hub's own detail goes on from. */
const refusalPhrases: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'Not a valid request',
  unauthorized: 'Not authorised',
  forbidden: 'Not allowed',
  key_reused: 'The key was used for something else',
  expired: 'Too late',
  unknown_account: 'Unknown account',
  unknown_ledger: 'Unknown ledger',
  unknown_hold: 'Unknown hold',
  unknown_tx: 'Wrong transaction',
  unknown_key: 'Unknown key',
  account_exists: 'Account exists',
  ledger_exists: 'Ledger exists',
  same_account: 'Same account twice',
  ledger_mismatch: 'Different ledgers',
  conflict: 'The account is not as expected',
  account_frozen: 'Account frozen',
  account_closed: 'Account closed',
  amount_precision: 'Invalid amount',
  overflow: 'Amount too large',
  limit_deposit: 'Deposit amount exceeds the limit',
  limit_withdraw: 'Withdrawal amount exceeds the limit',
  limit_transfer: 'Transfer amount exceeds the limit',
  insufficient_funds: 'Insufficient funds',
  hold_settled: 'Hold settled already',
  already_reversed: 'Reversed already',
  batch_failed: 'Batch refused',
  busy: 'Busy',
  rate_limited: 'Too many requests',
  unavailable: 'Unavailable',
};

/** A refusal in one line: the phrase of its code, then the hub's own detail, of which nothing is said twice. */
export function refusalWords({ code, message }: { code: ErrorCode; message: string }): string {
  const phrase = refusalPhrases[code];
  if (message === '') return phrase;
  if (!message.toLowerCase().startsWith(phrase.toLowerCase())) return `${phrase}: ${printable(message)}`;
  return `${phrase}${printable(message.slice(phrase.length))}`;
}
