import { grouped } from '../format.ts';
import { type Draft, type DraftKind, type Field, hasLimits } from './draft.ts';

/** What the form says of each thing that it can ask for. */

/** What is asked for most, always in sight. */
export const commonKinds: readonly DraftKind[] = ['deposit', 'withdraw', 'transfer', 'open'];

/** The others, by what they are about. */
export const otherKinds: Readonly<Record<string, readonly DraftKind[]>> = {
  'Reserved money': ['hold', 'capture', 'release'],
  Corrections: ['reverse'],
  'An account': ['freeze', 'unfreeze', 'rules', 'close'],
};

export const kindLabels: Readonly<Record<DraftKind, string>> = {
  deposit: 'Deposit',
  withdraw: 'Withdraw',
  transfer: 'Transfer',
  open: 'Open',
  hold: 'Hold',
  capture: 'Capture',
  release: 'Release',
  reverse: 'Reverse',
  freeze: 'Freeze',
  unfreeze: 'Unfreeze',
  close: 'Close',
  rules: 'Limits',
};

const titles: Readonly<Partial<Record<DraftKind, string>>> = {
  open: 'Open an account',
  hold: 'Reserve money',
  capture: 'Capture a hold',
  release: 'Release a hold',
  reverse: 'Reverse a transaction',
  freeze: 'Freeze an account',
  unfreeze: 'Unfreeze an account',
  close: 'Close an account',
  rules: 'Limits of an account',
};

export function titleOf({ kind }: Draft): string {
  return titles[kind] ?? 'Move money';
}

/** What it does, where its name does not say it. */
export const notes: Readonly<Partial<Record<DraftKind, string>>> = {
  hold: 'The money stays where it is, and cannot be spent until it is captured or given back.',
  capture: 'Moves what a hold reserves, or a part of it, and gives back the rest.',
  release: 'Gives back what a hold reserves.',
  reverse: 'Moves the money back the way it came, all that is left or a part.',
  freeze: 'Until it is unfrozen. What is frozen already stays frozen.',
  close: 'For ever: its name is never given again. It has to be empty.',
  rules: 'In place of those of its ledger. All are replaced: what is left empty is the ledger’s.',
};

const labels: Readonly<Record<Exclude<Field, 'account' | 'to' | 'seq'>, string>> = {
  amount: 'Amount',
  minutes: 'Ends after minutes',
  side: 'What to stop',
  memo: 'Memo',
  ledger: 'Ledger',
  maxDeposit: 'Largest deposit',
  maxWithdraw: 'Largest withdrawal',
  maxTransfer: 'Largest transfer or hold',
  maxPerDay: 'Most that leaves it a day',
  minBalance: 'Least that stays in it',
  maxBalance: 'Most that it may have',
};

export function labelOf({ kind }: Draft, field: Field): string {
  switch (field) {
    case 'account':
      return accountLabels[kind] ?? 'Account';
    case 'to':
      return kind === 'hold' ? 'For' : 'To';
    case 'seq':
      return kind === 'reverse' ? 'Transaction' : 'Hold';
    default:
      return labels[field];
  }
}

const accountLabels: Readonly<Partial<Record<DraftKind, string>>> = {
  deposit: 'Into',
  withdraw: 'From',
  transfer: 'From',
  hold: 'From',
  open: 'Name',
};

/** What a press of the button does. */
export function doing(draft: Draft): string {
  const { kind, account, amount, seq } = draft;
  const number = seq.trim().replace(/^#?(?=.)/, '#');
  const what = /^[\d.]+$/.test(amount) ? grouped(amount) : amount;
  switch (kind) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
    case 'hold':
      return `${kindLabels[kind]} ${what}`;
    case 'capture':
    case 'release':
    case 'reverse':
      return `${kindLabels[kind]} ${[kind === 'release' ? '' : what, number].filter((part) => part !== '').join(' of ')}`;
    case 'rules':
      return account === '' || hasLimits(draft)
        ? `Set the limits of ${account || '…'}`
        : `Take away the limits of ${account}`;
    default:
      return `${kindLabels[kind]} ${account}`;
  }
}
