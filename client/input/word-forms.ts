import { KeySchema } from '../../shared/keys.ts';
import { accountsPerRequestMax, pageItemsMax } from '../../shared/limits.ts';
import { type CommandName, commandForms, commandNamed } from './commands.ts';
import { checkAccounts, checkAmount, checkMemo, checkReadable, unquotedMemo } from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import type { Word } from './split-words.ts';

/** Transactions that `history` shows when no count is given. */
const historyItemsDefault = 20;

/** The forms that begin with a command: `words` are those after it. */
export function parseWordForm(command: CommandName, words: readonly Word[]): Parsed {
  const { form } = commandForms[command];
  switch (command) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return parseMovement(command, words, form);
    case 'open':
      return parseOpen(texts(words), form);
    case 'balances':
      return parseBalances(texts(words), form);
    case 'history':
      return parseHistory(texts(words), form);
    case 'outcome':
      return parseOutcome(texts(words), form);
    case 'trial':
      return parseTrial(texts(words), form);
    case 'watch':
      return parseWatch(texts(words), form);
    case 'help':
      return parseHelp(texts(words), form);
    case 'unwatch':
    case 'quit':
      return words.length > 0 ? unexpected(words[0]?.text, form) : understood({ kind: command });
  }
}

function parseMovement(
  command: 'deposit' | 'withdraw' | 'transfer',
  words: readonly Word[],
  form: string,
): Parsed {
  const accountCount = command === 'transfer' ? 2 : 1;
  const [memoWord, extra] = words.slice(accountCount + 1);
  const accounts = texts(words.slice(0, accountCount));
  const amount = words[accountCount]?.text;
  const [account, to] = accounts;
  if (amount === undefined || account === undefined) {
    const needed = command === 'transfer' ? 'two accounts and an amount' : 'an account and an amount';
    return wrong('Invalid input format', `${command} takes ${needed}`, form);
  }
  const loose = memoWord?.quoted === false ? memoWord : extra;
  if (loose !== undefined) return unquotedMemo(loose.text, form);
  const memo = memoWord === undefined ? {} : { memo: memoWord.text };
  return (
    checkAccounts(accounts, form) ??
    checkAmount(amount, form) ??
    checkMemo(memo.memo, form) ??
    understood(
      command === 'transfer'
        ? { kind: command, from: account, to: to ?? '', amount, ...memo }
        : { kind: command, account, amount, ...memo },
    )
  );
}

function parseOpen([account, ledger, extra]: readonly string[], form: string): Parsed {
  if (account === undefined) return wrong('Invalid input format', 'open takes a new account', form);
  if (extra !== undefined) return unexpected(extra, form);
  return (
    checkAccounts(ledger === undefined ? [account] : [account, ledger], form) ??
    understood({ kind: 'open', account, ...(ledger === undefined ? {} : { ledger }) })
  );
}

function parseBalances(names: readonly string[], form: string): Parsed {
  return checkNames(names, form) ?? understood({ kind: 'balances', names });
}

function parseHistory([account, count, extra]: readonly string[], form: string): Parsed {
  if (account === undefined) return wrong('Invalid input format', 'history takes an account', form);
  if (extra !== undefined) return unexpected(extra, form);
  const bad = checkReadable([account], form);
  if (bad !== undefined) return bad;
  if (count === undefined) return understood({ kind: 'history', account, limit: historyItemsDefault });
  const limit = /^[1-9]\d{0,5}$/.test(count) ? Number(count) : 0;
  if (limit < 1 || limit > pageItemsMax) {
    return wrong('Invalid count', `${quote(count)} is not a number from 1 to ${pageItemsMax}`, form);
  }
  return understood({ kind: 'history', account, limit });
}

function parseOutcome([key, extra]: readonly string[], form: string): Parsed {
  if (key === undefined) return wrong('Invalid input format', 'outcome takes the key of a command', form);
  if (extra !== undefined) return unexpected(extra, form);
  if (!KeySchema.safeParse(key).success) {
    return wrong('Invalid input format', `${quote(key)} cannot be a key`, form);
  }
  return understood({ kind: 'outcome', key });
}

function parseTrial([ledger, extra]: readonly string[], form: string): Parsed {
  if (extra !== undefined) return unexpected(extra, form);
  if (ledger === undefined) return understood({ kind: 'trial' });
  return checkAccounts([ledger], form) ?? understood({ kind: 'trial', ledger });
}

function parseWatch(accounts: readonly string[], form: string): Parsed {
  return checkNames(accounts, form) ?? understood({ kind: 'watch', accounts });
}

function parseHelp([topic, extra]: readonly string[], form: string): Parsed {
  if (extra !== undefined) return unexpected(extra, form);
  if (topic === undefined) return understood({ kind: 'help' });
  const command = commandNamed(topic);
  if (command === undefined) return wrong('Invalid operation', `${quote(topic)} is no command`, 'help');
  return understood({ kind: 'help', topic: command });
}

function checkNames(names: readonly string[], form: string): Parsed | undefined {
  if (names.length > accountsPerRequestMax) {
    return wrong('Invalid input format', `at most ${accountsPerRequestMax} accounts can be named`, form);
  }
  return checkReadable(names, form);
}

function unexpected(text: string | undefined, form: string): Parsed {
  return wrong('Invalid input format', `${quote(text ?? '')} is one word too many`, form);
}

function texts(words: readonly Word[]): readonly string[] {
  return words.map(({ text }) => text);
}
