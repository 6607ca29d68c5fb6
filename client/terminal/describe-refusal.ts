import type { ErrorCode } from '../../shared/codes.ts';
import { refusalWords } from '../words/refusal-phrases.ts';

/** What to do about a refusal at the prompt, where that helps. */
const advices: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'give --token-file, or set FLORIN_TOKEN',
  key_reused: 'leave --key out for a new command',
  unknown_account: 'balances shows all, open ACCOUNT makes one',
  unknown_ledger: 'trial shows all',
  unknown_key: 'sending the command again with it is safe',
  ledger_mismatch: 'open NAME LEDGER opens an account in a ledger of your choice',
  rate_limited: 'try again in a moment',
};

/** The one line that a person reads about a refusal: our words for its code, then the hub's own detail. */
export function describeRefusal(refusal: { code: ErrorCode; message: string }): string {
  const advice = advices[refusal.code];
  return `${refusalWords(refusal)}${advice === undefined ? '' : ` (${advice})`}`;
}
