import { MemoSchema, TxSchema } from '../../shared/fields.ts';
import { IdSchema, ReadableIdSchema } from '../../shared/ids.ts';
import { accountsPerRequestMax, memoCharsMax } from '../../shared/limits.ts';
import { AmountSchema } from '../../shared/money.ts';
import { type Parsed, quote, wrong } from './problem.ts';

/** Checks of the parts of an input line by the protocol's schemas; each answers with what is wrong, if anything. */

export function checkAmount(amount: string, form: string): Parsed | undefined {
  if (AmountSchema.safeParse(amount).success) return undefined;
  return wrong('Invalid amount', `${quote(amount)} is not a number above zero such as 100 or 12.50`, form);
}

/** The number in `14` or `#14`, as transactions are shown; undefined where it is none. */
export function numberOf(text: string): number | undefined {
  const number = /^#?[1-9]\d{0,15}$/.test(text) ? Number(text.replace('#', '')) : 0;
  return TxSchema.safeParse(number).success ? number : undefined;
}

export function badNumber(text: string, form: string): Parsed {
  return wrong(
    'Invalid number',
    `${quote(text)} is not the number of a transaction, such as 14 or #14`,
    form,
  );
}

/** Accounts that are to change, or a ledger: ids that a client may name in a command. */
export function checkAccounts(ids: readonly string[], form: string): Parsed | undefined {
  const bad = ids.find((id) => !IdSchema.safeParse(id).success);
  return bad === undefined ? undefined : badId(bad, form);
}

/** Accounts that are to be read: the hub's own (`@world:…`) too. */
export function checkReadable(ids: readonly string[], form: string): Parsed | undefined {
  const bad = ids.find((id) => !ReadableIdSchema.safeParse(id).success);
  return bad === undefined ? undefined : badId(bad, form);
}

export function checkNames(names: readonly string[], form: string): Parsed | undefined {
  if (names.length > accountsPerRequestMax) {
    return wrong('Invalid input format', `at most ${accountsPerRequestMax} accounts can be named`, form);
  }
  return checkReadable(names, form);
}

function badId(id: string, form: string): Parsed {
  return wrong('Invalid input format', `${quote(id)} cannot be the name of an account or ledger`, form);
}

export function checkMemo(memo: string | undefined, form: string): Parsed | undefined {
  if (memo === undefined || MemoSchema.safeParse(memo).success) return undefined;
  return wrong('Invalid input format', `a memo has at most ${memoCharsMax} printable characters`, form);
}

/** Where a word is left over that may be meant as a memo. */
export function unquotedMemo(text: string, form: string): Parsed {
  return wrong('Invalid input format', `${quote(text)} is one word too many (a memo goes in quotes)`, form);
}

export function unexpected(text: string, form: string): Parsed {
  return wrong('Invalid input format', `${quote(text)} is one word too many`, form);
}
