import { parseClose, parseFreeze, parseLedger, parseOpen, parseRules } from './account-forms.ts';
import { type CommandName, commandForms, commandNamed } from './commands.ts';
import { parseCapture, parseHold, parseRelease, parseReverse } from './hold-forms.ts';
import {
  checkAccounts,
  checkAmount,
  checkMemo,
  checkNames,
  unexpected,
  unquotedMemo,
} from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import {
  parseBalance,
  parseBalances,
  parseHistory,
  parseHolds,
  parseOutcome,
  parseShow,
  parseTrial,
} from './question-forms.ts';
import type { Word } from './split-words.ts';
import { WordReader } from './word-reader.ts';

/** The forms that begin with a command: `words` are those after it. */
export function parseWordForm(command: CommandName, words: readonly Word[], nowMs: number): Parsed {
  const { form } = commandForms[command];
  const reader = new WordReader(words);
  switch (command) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
      return parseMovement(command, words, form);
    case 'hold':
      return parseHold(reader, form, nowMs);
    case 'capture':
      return parseCapture(reader, form);
    case 'release':
      return parseRelease(reader, form);
    case 'reverse':
      return parseReverse(reader, form);
    case 'open':
      return parseOpen(texts(words), form);
    case 'freeze':
      return parseFreeze(reader, form);
    case 'unfreeze':
    case 'close':
      return parseClose(command, reader, form);
    case 'rules':
      return parseRules(reader, form);
    case 'ledger':
      return parseLedger(reader, form);
    case 'balances':
      return parseBalances(texts(words), form);
    case 'balance':
      return parseBalance(reader, form, nowMs);
    case 'history':
      return parseHistory(reader, form, nowMs);
    case 'holds':
      return parseHolds(texts(words), form);
    case 'show':
      return parseShow(texts(words), form);
    case 'outcome':
      return parseOutcome(texts(words), form);
    case 'trial':
      return parseTrial(texts(words), form);
    case 'watch':
      return parseWatch(texts(words), form);
    case 'help':
      return parseHelp(texts(words), form);
    case 'unwatch':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'quit':
      return words[0] === undefined ? understood({ kind: command }) : unexpected(words[0].text, form);
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

function texts(words: readonly Word[]): readonly string[] {
  return words.map(({ text }) => text);
}
