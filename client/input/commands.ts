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
    examples: ['A B T 100', 'A B T100', 'A B D100', 'transfer A B 5 "rent"'],
  },
  hold: {
    form: 'hold FROM TO AMOUNT [until TIME | for 30m] ["MEMO"]',
    summary: 'reserve money of an account for another',
    examples: ['hold A B 60 for 30m', 'hold A B 60 until 18:00 "room 12"', 'hold A B 60'],
  },
  capture: {
    form: 'capture HOLD [AMOUNT] ["MEMO"]',
    summary: 'move what a hold reserves, give back the rest',
    examples: ['capture #14 45', 'capture 14'],
  },
  release: {
    form: 'release HOLD ["MEMO"]',
    summary: 'give a hold back',
    examples: ['release #14', 'release 14 "cancelled"'],
  },
  reverse: {
    form: 'reverse NUMBER [AMOUNT] ["MEMO"]',
    summary: 'undo a transaction, or a part of it',
    examples: ['reverse #13 30', 'reverse 13 "one bottle broke"'],
  },
  open: {
    form: 'open ACCOUNT [LEDGER]',
    summary: 'open an account with balance 0',
    examples: ['open X', 'open X demo'],
  },
  freeze: {
    form: 'freeze ACCOUNT [debit | credit] ["MEMO"]',
    summary: 'stop what leaves (debit) or comes (credit)',
    examples: ['freeze A debit', 'freeze A "card lost"'],
  },
  unfreeze: {
    form: 'unfreeze ACCOUNT ["MEMO"]',
    summary: 'let a frozen account give and take again',
    examples: ['unfreeze A'],
  },
  close: {
    form: 'close ACCOUNT ["MEMO"]',
    summary: 'close an empty account for ever',
    examples: ['close X'],
  },
  rules: {
    form: 'rules ACCOUNT|ledger NAME LIMIT=AMOUNT…|none',
    summary: 'replace the limits of an account or a ledger',
    examples: [
      'rules A maxPerDay=250',
      'rules A minBalance=-100 maxPerDay=250',
      'rules A none',
      'rules ledger shop maxDeposit=500 maxWithdraw=200 maxTransfer=100 maxBalance=9000',
      'rules ledger demo peers',
    ],
  },
  ledger: {
    form: 'ledger NAME ASSET DECIMALS [LIMIT=AMOUNT…]',
    summary: 'make a ledger of an asset, with its decimals',
    examples: ['ledger shop EUR 2', 'ledger points PTS 0 maxBalance=500'],
  },
  balances: {
    form: 'balances [LEDGER | ACCOUNT…]',
    summary: 'show balances',
    examples: ['balances A B', 'balances', 'balances demo'],
  },
  balance: {
    form: 'balance ACCOUNT [at NUMBER | at TIME]',
    summary: 'show what an account holds, or held earlier',
    examples: ['balance A at #8', 'balance A', 'balance A at 2026-01-31', 'balance A at 18:00'],
  },
  history: {
    form: 'history ACCOUNT [COUNT] [FILTER…]',
    summary: 'show the newest transactions of an account',
    examples: [
      'history A 5 with B',
      'history A',
      'history A kind transfer',
      'history A from 2026-01-01 to 2026-02-01 12:00',
      'history A min 50 max 100 memo "rent"',
      'history A before #10',
      'history A after #10',
    ],
  },
  holds: {
    form: 'holds [ACCOUNT | LEDGER]',
    summary: 'show what is held, from whom and for whom',
    examples: ['holds A', 'holds', 'holds demo'],
  },
  show: {
    form: 'show NUMBER',
    summary: 'show all that there is of a transaction',
    examples: ['show #14'],
  },
  watch: {
    form: 'watch [ACCOUNT…]',
    summary: 'show the changes of accounts as they happen',
    examples: ['watch A B', 'watch'],
  },
  unwatch: {
    form: 'unwatch',
    summary: 'show no changes',
    examples: ['unwatch'],
  },
  outcome: {
    form: 'outcome KEY',
    summary: 'tell what became of a command without answer',
    examples: ['outcome k0mb8y5hq2vXk3TzQ0aRwP'],
  },
  trial: {
    form: 'trial [LEDGER]',
    summary: 'check that every ledger sums to zero',
    examples: ['trial', 'trial demo'],
  },
  begin: {
    form: 'begin',
    summary: 'gather commands, to do all of them or none',
    examples: ['begin', 'A B T 80', 'A C T 0.40', 'commit'],
  },
  commit: {
    form: 'commit',
    summary: 'do what was gathered since begin',
    examples: ['commit'],
  },
  rollback: {
    form: 'rollback',
    summary: 'forget what was gathered since begin',
    examples: ['rollback'],
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
