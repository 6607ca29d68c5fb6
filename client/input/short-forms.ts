import type { MoveAction } from './action.ts';
import { checkAccounts, checkAmount, checkMemo, unquotedMemo } from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import type { Word } from './split-words.ts';

/**
 * The short forms: one or two accounts, an operation, an amount, and a memo in quotes where wanted.
 * `A D 100` deposits, `C W 200` withdraws, `A B T 100` moves from A to B, as does `A B D 100`: a deposit
 * into B that comes from A. The operation may touch the amount (`A D100`) and be in lower case.
 */
export function parseShortForm(words: readonly Word[]): Parsed {
  const parsed = parseExactly(words);
  if (parsed.ok || parsed.problem.phrase === 'Invalid amount') return parsed;
  // Whoever forgets the quotes of a memo is told of that.
  const count = [4, 3, 2].find((length) => length < words.length && parseExactly(words.slice(0, length)).ok);
  return count === undefined ? parsed : unquotedMemo(words[count]?.text ?? '', 'A D 100 "rent"');
}

function parseExactly(words: readonly Word[]): Parsed {
  const { accounts, operation, amount, memo } = split(words);
  if (operation === undefined || amount === undefined || accounts.length < 1 || accounts.length > 2) {
    return wrong(
      'Invalid input format',
      'this is no transaction and no command',
      `${shortFormExamples}, help`,
    );
  }
  const [account = '', to] = accounts;
  switch (operation.toUpperCase()) {
    case 'D':
      return to === undefined
        ? checked({ kind: 'deposit', account, amount, ...memo }, 'A D 100')
        : checked({ kind: 'transfer', from: account, to, amount, ...memo }, 'A B D 100');
    case 'W':
      return to === undefined
        ? checked({ kind: 'withdraw', account, amount, ...memo }, 'C W 200')
        : wrong('Invalid operation', 'W takes money out of one account', 'C W 200, or A B T 100 to move it');
    case 'T':
      return to === undefined
        ? wrong('Invalid input format', 'T moves money between two accounts', 'A B T 100')
        : checked({ kind: 'transfer', from: account, to, amount, ...memo }, 'A B T 100');
    default:
      return wrong(
        'Invalid operation',
        `${quote(operation)} is not D (deposit), W (withdraw) or T (transfer)`,
        inOrder(account, to, operation, amount) ?? shortFormExamples,
      );
  }
}

/** Shown where a line is too far off to tell what was meant. */
export const shortFormExamples = 'A D 100, C W 200, A B T 100';

/** What `A T B 5` was meant to be, where its parts make a transfer. */
function inOrder(from: string, between: string | undefined, to: string, amount: string): string | undefined {
  if (between?.toUpperCase() !== 'T') return undefined;
  const form = `${from} ${to} T ${amount}`;
  return checked({ kind: 'transfer', from, to, amount }, form).ok ? form : undefined;
}

/** Whether an operation of the short forms stands where one belongs, so that no command was meant. */
export function looksLikeShortForm(words: readonly Word[]): boolean {
  const { operation } = split(words);
  return operation !== undefined && isOperation(operation);
}

interface ShortForm {
  readonly accounts: readonly string[];
  readonly operation: string | undefined;
  readonly amount: string | undefined;
  readonly memo: { readonly memo?: string };
}

/** Tells the parts of a short form by their places; nothing is judged yet. */
function split(words: readonly Word[]): ShortForm {
  const last = words.at(-1);
  const memo = last?.quoted ? { memo: last.text } : {};
  const parts = (last?.quoted ? words.slice(0, -1) : words).map(({ text }) => text);
  const tail = parts.at(-1) ?? '';
  const glued = gluedPattern.exec(tail)?.groups;
  const beforeTail = parts.at(-2) ?? '';
  // In `A D x5` the operation is D, and the amount is wrong; in `A D D5` D is an account.
  if (glued !== undefined && parts.length <= 3 && (isOperation(tail[0] ?? '') || !isOperation(beforeTail))) {
    return { accounts: parts.slice(0, -1), operation: glued.operation, amount: glued.amount, memo };
  }
  if (parts.length < 3) return { accounts: parts, operation: undefined, amount: undefined, memo };
  return { accounts: parts.slice(0, -2), operation: beforeTail, amount: tail, memo };
}

const gluedPattern = /^(?<operation>[A-Za-z])(?<amount>[\d.+-].*)$/;

function isOperation(text: string): boolean {
  return /^[DWT]$/i.test(text);
}

function checked(action: MoveAction, form: string): Parsed {
  const accounts = action.kind === 'transfer' ? [action.from, action.to] : [action.account];
  return (
    checkAccounts(accounts, form) ??
    checkAmount(action.amount, form) ??
    checkMemo(action.memo, form) ??
    understood(action)
  );
}
