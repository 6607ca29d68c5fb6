import type { Command } from '../../shared/commands.ts';
import type { historyFilters } from '../../shared/queries.ts';
import type { z } from '../../shared/zod.ts';
import type { CommandName } from './commands.ts';

/** What a person asks for, once understood: the parser makes it, `run-action.ts` does it. */
export type Action = HubAction | PromptAction;
/** Done by the hub, wherever the input comes from. */
export type HubAction = CommandAction | QueryAction;

/** Changes the ledger: a command of the protocol, its type in `kind`. Amounts and ids are as typed. */
export type CommandAction = ActionOf<Command>;
type ActionOf<C> = C extends Command
  ? Readonly<{ kind: C['t'] } & Omit<C, 't' | 'id' | 'key' | 'deadline' | 'expect'>>
  : never;
/** Moves money into, out of or between accounts. */
export type MoveAction = Extract<CommandAction, { kind: 'deposit' | 'withdraw' | 'transfer' }>;

/** What narrows a history down; `before` and `after` are seqs, not both. */
export type HistoryFilters = {
  readonly [F in keyof typeof historyFilters]?: NonNullable<z.infer<(typeof historyFilters)[F]>>;
} & { readonly before?: number; readonly after?: number };

/** Asks and changes nothing. */
type QueryAction =
  /** `names`: accounts, or one ledger; none means every account. */
  | { readonly kind: 'balances'; readonly names: readonly string[] }
  /** `at`: a seq or a time that is past; none means now. */
  | { readonly kind: 'balance'; readonly account: string; readonly at?: number | string }
  | {
      readonly kind: 'history';
      readonly account: string;
      readonly limit: number;
      readonly filters: HistoryFilters;
    }
  /** `name`: an account, or a ledger; none means all. */
  | { readonly kind: 'holds'; readonly name?: string }
  | { readonly kind: 'show'; readonly tx: number }
  | { readonly kind: 'outcome'; readonly key: string }
  | { readonly kind: 'trial'; readonly ledger?: string };

/** Concerns whoever reads the lines: the prompt, or a script as far as batches go. */
export type PromptAction =
  /** `accounts`: whose changes to show; none means every account. */
  | { readonly kind: 'watch'; readonly accounts: readonly string[] }
  | { readonly kind: 'unwatch' }
  /** The commands from `begin` to `commit` are done together or not at all; `rollback` forgets them. */
  | { readonly kind: 'begin' | 'commit' | 'rollback' }
  | { readonly kind: 'help'; readonly topic?: CommandName }
  | { readonly kind: 'quit' };

export function isHubAction(action: Action): action is HubAction {
  switch (action.kind) {
    case 'watch':
    case 'unwatch':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'help':
    case 'quit':
      return false;
    default:
      return true;
  }
}

export function isCommandAction(action: Action): action is CommandAction {
  if (!isHubAction(action)) return false;
  switch (action.kind) {
    case 'balances':
    case 'balance':
    case 'history':
    case 'holds':
    case 'show':
    case 'outcome':
    case 'trial':
      return false;
    default:
      return true;
  }
}
