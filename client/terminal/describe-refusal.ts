import type { ErrorCode } from '../../shared/codes.ts';
import { printable } from './printable.ts';

/** What each code says to a person: a phrase to begin with, and what to do about it where that helps. */
const refusals: Record<ErrorCode, { readonly phrase: string; readonly advice?: string }> = {
  bad_request: { phrase: 'The hub does not understand this' },
  unauthorized: { phrase: 'Not authorised', advice: 'set FLORIN_TOKEN' },
  forbidden: { phrase: 'Not allowed' },
  key_reused: { phrase: 'The key was used for something else', advice: 'leave --key out for a new command' },
  expired: { phrase: 'Too late' },
  unknown_account: { phrase: 'Unknown account', advice: 'balances shows all, open ACCOUNT makes one' },
  unknown_ledger: { phrase: 'Unknown ledger', advice: 'trial shows all' },
  unknown_hold: { phrase: 'Unknown hold' },
  unknown_tx: { phrase: 'Unknown transaction' },
  unknown_key: { phrase: 'Unknown key', advice: 'sending the command again with it is safe' },
  account_exists: { phrase: 'Account exists' },
  ledger_exists: { phrase: 'Ledger exists' },
  same_account: { phrase: 'Same account twice' },
  ledger_mismatch: {
    phrase: 'Different ledgers',
    advice: 'open NAME LEDGER opens an account in a ledger of your choice',
  },
  conflict: { phrase: 'The account has changed meanwhile' },
  account_frozen: { phrase: 'Account frozen' },
  account_closed: { phrase: 'Account closed' },
  amount_precision: { phrase: 'Invalid amount' },
  overflow: { phrase: 'Amount too large' },
  limit_deposit: { phrase: 'Deposit amount exceeds the limit' },
  limit_withdraw: { phrase: 'Withdrawal amount exceeds the limit' },
  limit_transfer: { phrase: 'Transfer amount exceeds the limit' },
  insufficient_funds: { phrase: 'Insufficient funds' },
  hold_settled: { phrase: 'Hold settled already' },
  already_reversed: { phrase: 'Reversed already' },
  batch_failed: { phrase: 'Batch refused' },
  busy: { phrase: 'The hub is busy', advice: 'nothing was done, try again' },
  rate_limited: { phrase: 'Too many requests', advice: 'nothing was done, try again in a moment' },
  unavailable: { phrase: 'The hub cannot save anything now', advice: 'nothing was done, try again later' },
};

/** The one line that a person reads about a refusal: our words for its code, then the hub's own detail. */
export function describeRefusal({ code, message }: { code: ErrorCode; message: string }): string {
  const { phrase, advice } = refusals[code];
  const detail = message === '' ? '' : `: ${printable(message)}`;
  return `${phrase}${detail}${advice === undefined ? '' : ` (${advice})`}`;
}
