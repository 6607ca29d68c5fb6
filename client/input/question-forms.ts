import { KeySchema } from '../../shared/keys.ts';
import { pageItemsMax } from '../../shared/limits.ts';
import { TransactionKindSchema } from '../../shared/transaction.ts';
import type { HistoryFilters } from './action.ts';
import { closestName } from './closest-name.ts';
import {
  badNumber,
  checkAccounts,
  checkAmount,
  checkMemo,
  checkNames,
  checkReadable,
  numberOf,
  unexpected,
} from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import { timeExamples, timeOf } from './times.ts';
import type { WordReader } from './word-reader.ts';

/** Questions: what changes nothing. */

/** Transactions that `history` shows when no count is given. */
const historyItemsDefault = 20;

export function parseBalances(names: readonly string[], form: string): Parsed {
  return checkNames(names, form) ?? understood({ kind: 'balances', names });
}

export function parseBalance(words: WordReader, form: string, nowMs: number): Parsed {
  const account = words.part();
  if (account === undefined) return wrong('Invalid input format', 'balance takes an account', form);
  const bad = checkReadable([account], form);
  if (bad !== undefined) return bad;
  const isPast = words.oneOf(['at']) !== undefined;
  const text = isPast ? words.moment() : undefined;
  if (words.ahead !== undefined) {
    // Whoever names several means the other command.
    return isPast ? unexpected(words.ahead, form) : unexpected(words.ahead, `${form}, balances A B`);
  }
  if (!isPast) return understood({ kind: 'balance', account });
  const at = numberOf(text ?? '') ?? timeOf(text ?? '', nowMs);
  if (at === undefined) {
    return wrong(
      'Invalid time',
      `${quote(text ?? '')} is neither a time nor the number of a transaction`,
      `#8, ${timeExamples}`,
    );
  }
  if (typeof at === 'number' || Date.parse(at) < nowMs) return understood({ kind: 'balance', account, at });
  return wrong('Invalid time', `${quote(text ?? '')} is not past yet`, `balance ${account}`);
}

export function parseHistory(words: WordReader, form: string, nowMs: number): Parsed {
  const account = words.part();
  if (account === undefined) return wrong('Invalid input format', 'history takes an account', form);
  const bad = checkReadable([account], form);
  if (bad !== undefined) return bad;
  const isCounted = words.ahead !== undefined && !startsFilter(words.ahead);
  const count = isCounted ? words.value() : undefined;
  const limit = readCount(count);
  if (limit === undefined) {
    return filterInstead(count ?? '', form) ?? badCount(count ?? '', form);
  }
  let filters: HistoryFilters = {};
  while (words.ahead !== undefined) {
    const name = words.oneOf(filterNames);
    if (name === undefined) return filterInstead(words.ahead, form) ?? unexpected(words.ahead, form);
    const text = name === 'from' || name === 'to' ? words.moment() : words.value();
    if (text === undefined) return wrong('Invalid input format', `${name} takes ${filterValues[name]}`, form);
    const filter = readFilter(name, text, form, nowMs);
    if ('ok' in filter) return filter;
    if (Object.keys(filter).some((field) => Object.hasOwn(filters, field))) {
      return wrong('Invalid input format', `${name} is given twice`, form);
    }
    filters = { ...filters, ...filter };
    if (filters.before !== undefined && filters.after !== undefined) {
      return wrong('Invalid input format', 'before and after do not go together', 'history A before #10');
    }
  }
  return understood({ kind: 'history', account, limit, filters });
}

/** What each filter takes. */
const filterValues = {
  kind: 'a kind of transaction',
  with: 'another account',
  from: 'a time',
  to: 'a time',
  min: 'an amount',
  max: 'an amount',
  memo: 'what the memo begins with',
  before: 'the number of a transaction',
  after: 'the number of a transaction',
} as const;
type FilterName = keyof typeof filterValues;
export const filterNames: readonly FilterName[] = [
  'kind',
  'with',
  'from',
  'to',
  'min',
  'max',
  'memo',
  'before',
  'after',
];

function startsFilter(word: string): boolean {
  return filterNames.some((name) => name === word.toLowerCase());
}

function filterInstead(word: string, form: string): Parsed | undefined {
  const meant = /^[\d+-]/.test(word) ? undefined : closestName(word, filterNames);
  if (meant === undefined) return undefined;
  return wrong('Invalid input format', `${quote(word)} is no filter, ${meant} is one`, form);
}

function readFilter(name: FilterName, text: string, form: string, nowMs: number): HistoryFilters | Parsed {
  switch (name) {
    case 'kind': {
      const kind = TransactionKindSchema.options.find((each) => each === text.toLowerCase());
      if (kind !== undefined) return { kind };
      const all = TransactionKindSchema.options;
      return wrong(
        'Invalid input format',
        `${quote(text)} is no kind of transaction`,
        closestName(text, all) ?? all.join(', '),
      );
    }
    case 'with':
      return checkReadable([text], form) ?? { counterparty: text };
    case 'from':
    case 'to': {
      const time = timeOf(text, nowMs);
      if (time === undefined) return wrong('Invalid time', `${quote(text)} is not a time`, timeExamples);
      return name === 'from' ? { from: time } : { to: time };
    }
    case 'min':
      return checkAmount(text, form) ?? { minAmount: text };
    case 'max':
      return checkAmount(text, form) ?? { maxAmount: text };
    case 'memo':
      return checkMemo(text, form) ?? { memo: text };
    case 'before':
    case 'after': {
      const seq = numberOf(text);
      if (seq === undefined) return badNumber(text, `history A ${name} #10`);
      return name === 'before' ? { before: seq } : { after: seq };
    }
  }
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return historyItemsDefault;
  const count = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= pageItemsMax ? count : undefined;
}

function badCount(text: string, form: string): Parsed {
  return wrong('Invalid count', `${quote(text)} is not a number from 1 to ${pageItemsMax}`, form);
}

export function parseHolds([name, extra]: readonly string[], form: string): Parsed {
  if (extra !== undefined) return unexpected(extra, form);
  if (name === undefined) return understood({ kind: 'holds' });
  return checkReadable([name], form) ?? understood({ kind: 'holds', name });
}

export function parseShow([text, extra]: readonly string[], form: string): Parsed {
  if (text === undefined)
    return wrong('Invalid input format', 'show takes the number of a transaction', form);
  if (extra !== undefined) return unexpected(extra, form);
  const tx = numberOf(text);
  return tx === undefined ? badNumber(text, form) : understood({ kind: 'show', tx });
}

export function parseOutcome([key, extra]: readonly string[], form: string): Parsed {
  if (key === undefined) return wrong('Invalid input format', 'outcome takes the key of a command', form);
  if (extra !== undefined) return unexpected(extra, form);
  if (!KeySchema.safeParse(key).success) {
    return wrong('Invalid input format', `${quote(key)} cannot be a key`, form);
  }
  return understood({ kind: 'outcome', key });
}

export function parseTrial([ledger, extra]: readonly string[], form: string): Parsed {
  if (extra !== undefined) return unexpected(extra, form);
  if (ledger === undefined) return understood({ kind: 'trial' });
  return checkAccounts([ledger], form) ?? understood({ kind: 'trial', ledger });
}
