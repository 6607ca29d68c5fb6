import type { Action } from './action.ts';
import { closestName } from './closest-name.ts';

/** What help, completion and suggestions know of a command: how it is typed and what it does. */
interface CommandForm {
  /** Optional parts in brackets. */
  readonly form: string;
  readonly summary: string;
  readonly examples: readonly string[];
}

export const commandForms = {
  deposit: {
    form: 'deposit ACCOUNT AMOUNT ["MEMO"]',
    summary: 'put money into an account',
    examples: ['A D 100', 'A D100', 'deposit A 12.50 "wages"'],
  },
  withdraw: {
    form: 'withdraw ACCOUNT AMOUNT ["MEMO"]',
    summary: 'take money out of an account',
    examples: ['C W 200', 'C W200', 'withdraw C 200'],
  },
  transfer: {
    form: 'transfer FROM TO AMOUNT ["MEMO"]',
    summary: 'move money from one account to another',
    examples: ['A B T 100', 'A B T100', 'A B D100', 'transfer A B 100 "rent"'],
  },
  open: {
    form: 'open ACCOUNT [LEDGER]',
    summary: 'open an account with balance 0',
    examples: ['open X', 'open X demo'],
  },
  balances: {
    form: 'balances [LEDGER | ACCOUNT…]',
    summary: 'show balances',
    examples: ['balances', 'balances A B', 'balances demo'],
  },
  history: {
    form: 'history ACCOUNT [COUNT]',
    summary: 'show the newest transactions of an account',
    examples: ['history A', 'history A 5'],
  },
  watch: {
    form: 'watch [ACCOUNT…]',
    summary: 'choose the accounts whose changes appear as they happen',
    examples: ['watch', 'watch A B'],
  },
  unwatch: {
    form: 'unwatch',
    summary: 'show no changes',
    examples: ['unwatch'],
  },
  outcome: {
    form: 'outcome KEY',
    summary: 'tell what became of a command that got no answer',
    examples: ['outcome k0mb8y5hq2vXk3TzQ0aRwP'],
  },
  trial: {
    form: 'trial [LEDGER]',
    summary: 'check that the books balance: every ledger sums to zero',
    examples: ['trial', 'trial demo'],
  },
  help: {
    form: 'help [COMMAND]',
    summary: 'show what can be typed, as does ?',
    examples: ['help', 'help transfer'],
  },
  quit: {
    form: 'quit',
    summary: 'leave',
    examples: ['quit'],
  },
} as const satisfies Record<Action['kind'], CommandForm>;

export type CommandName = keyof typeof commandForms;

const names: readonly string[] = Object.keys(commandForms);

export function isCommandName(name: string): name is CommandName {
  return names.includes(name);
}

/** The command that a word names, in upper or lower case; `?` asks for help. */
export function commandNamed(word: string): CommandName | undefined {
  const name = word === '?' ? 'help' : word.toLowerCase();
  return isCommandName(name) ? name : undefined;
}

/** The command that a mistyped word was most likely meant to be. */
export function closestCommand(word: string): CommandName | undefined {
  const name = closestName(word, names);
  return name !== undefined && isCommandName(name) ? name : undefined;
}
