import { type Command, defaultLedger } from '../../shared/commands.ts';
import type { Request } from '../../shared/up.ts';
import type { Watch } from '../../shared/watching.ts';
import { Denial } from '../ledger/denial.ts';
import type { Account, State } from '../ledger/state.ts';
import type { Access } from './access.ts';
import type { Verb } from './grants.ts';

/**
 * Whether a principal may give a command, in this state; that of a settled hold or an earlier transaction has to be
 * known (`unknownPast`). What no grant covers is refused in the same words whether it exists or not, so that nobody
 * learns from a refusal what others have.
 */
export function denialOf(access: Access, state: State, command: Command): Denial | undefined {
  if (access.isFull) return undefined;
  for (const act of actsOf(state, command)) if (!isGranted(access, state, act)) return forbidden(act.verb);
  // Whether a version is the expected one tells it, in the end, to whoever may try again.
  for (const account of Object.keys(command.expect ?? {})) {
    if (!access.maySee(account, ledgerOf(state, account))) return forbidden('read');
  }
  return undefined;
}

/** Whether a principal may ask a question or begin a watch, in this state; in the same words as {@link denialOf}. */
export function denialOfQuestion(access: Access, state: State, request: Inquiry): Denial | undefined {
  if (access.isFull) return undefined;
  const mayRead = (account: string): boolean => access.mayRead(account, ledgerOf(state, account));
  switch (request.t) {
    case 'outcome':
    case 'list':
      // Only of their own keys, and of what they may read.
      return undefined;
    case 'get':
      return request.accounts.every(mayRead) ? undefined : forbidden('read');
    case 'history':
    case 'balance':
    case 'statement':
      return mayRead(request.account) ? undefined : forbidden('read');
    case 'holds':
      if (request.account === undefined)
        return mayReadAll(access, request.ledger) ? undefined : forbidden('read');
      return mayRead(request.account) ? undefined : forbidden('read');
    case 'trial':
    case 'transactions':
      return mayReadAll(access, request.ledger) ? undefined : forbidden('read');
    case 'watch':
      return mayWatch(access, state, request) ? undefined : forbidden('watch');
  }
}

type Inquiry = Extract<
  Request,
  {
    t:
      | 'outcome'
      | 'list'
      | 'get'
      | 'history'
      | 'balance'
      | 'statement'
      | 'trial'
      | 'transactions'
      | 'holds'
      | 'watch';
  }
>;

/** All of a ledger, or of the hub where none is named. */
function mayReadAll({ grants }: Access, ledger: string | undefined): boolean {
  return ledger === undefined ? grants.onEverything('read') : grants.onLedger('read', ledger);
}

function mayWatch({ grants }: Access, state: State, { accounts, ledger }: Watch): boolean {
  if (accounts === '*') return grants.onEverything('watch');
  if (accounts === undefined) return ledger !== undefined && grants.onLedger('watch', ledger);
  return accounts.every((account) => grants.onAccount('watch', account, ledgerOf(state, account)));
}

/** The same words for all that a verb is not granted on. */
export function forbidden(verb: Verb): Denial {
  return new Denial('forbidden', `no grant of ${verb} covers this`);
}

/** The ledger of an account, `undefined` where there is no such account. */
export function ledgerOf(state: State, account: string): string | undefined {
  return state.accounts.get(account)?.ledger.id;
}

/** What a command does with what. Where that is not known it takes a grant on everything. */
type Act =
  | { readonly verb: Verb; readonly account: string; readonly ledger?: string }
  | { readonly verb: Verb; readonly wholeLedger: string }
  | { readonly verb: Verb; readonly everything: true };

function isGranted({ grants }: Access, state: State, act: Act): boolean {
  if ('everything' in act) return grants.onEverything(act.verb);
  if ('wholeLedger' in act) return grants.onLedger(act.verb, act.wholeLedger);
  return grants.onAccount(act.verb, act.account, act.ledger ?? ledgerOf(state, act.account));
}

function actsOf(state: State, command: Command): readonly Act[] {
  switch (command.t) {
    case 'deposit':
    case 'withdraw':
      return [{ verb: command.t, account: command.account }];
    case 'transfer':
      return [
        { verb: 'transfer-from', account: command.from },
        { verb: 'transfer-to', account: command.to },
      ];
    case 'hold':
      return [
        { verb: 'hold', account: command.from },
        { verb: 'transfer-to', account: command.to },
      ];
    case 'capture':
    case 'release':
      return onEach('hold', holderOf(state, command.hold));
    case 'reverse':
      return onEach('reverse', partiesOf(state, command.tx));
    case 'open': {
      const { account, ledger = defaultLedger } = command;
      return [{ verb: 'open', account, ledger }];
    }
    case 'close':
      return [{ verb: 'open', account: command.account }];
    case 'freeze':
    case 'unfreeze':
      return [{ verb: 'freeze', account: command.account }];
    case 'rules': {
      const { account, ledger = '' } = command;
      return [account === undefined ? { verb: 'rules', wholeLedger: ledger } : { verb: 'rules', account }];
    }
    case 'ledger':
      return [{ verb: 'admin', everything: true }];
  }
}

function onEach(verb: Verb, accounts: readonly Account[]): readonly Act[] {
  if (accounts.length === 0) return [{ verb, everything: true }];
  return accounts.map(({ id }) => ({ verb, account: id }));
}

/** Whose money a hold reserves or reserved; none where there is no such hold. */
function holderOf(state: State, seq: number): readonly Account[] {
  const open = state.holds.get(seq);
  if (open !== undefined) return [open.from];
  const what = state.past.get(seq)?.what;
  return what?.is === 'hold' ? [what.from] : [];
}

/** The accounts that a movement went between, the system account left out; none where there is no such movement. */
function partiesOf(state: State, seq: number): readonly Account[] {
  const what = state.past.get(seq)?.what;
  if (what?.is !== 'movement') return [];
  return [what.from, what.to].filter((account) => account !== what.ledger.world);
}
