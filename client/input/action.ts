import type { CommandName } from './commands.ts';

/** What a person asks for, once understood: the parser makes it, `run-action.ts` does it. */
export type Action = HubAction | PromptAction;
/** Done by the hub, wherever the input comes from. */
export type HubAction = CommandAction | QueryAction;

/** Changes the ledger. Amounts are decimal text as typed; ids are as typed too. */
export type CommandAction =
  | {
      readonly kind: 'deposit' | 'withdraw';
      readonly account: string;
      readonly amount: string;
      readonly memo?: string;
    }
  | {
      readonly kind: 'transfer';
      readonly from: string;
      readonly to: string;
      readonly amount: string;
      readonly memo?: string;
    }
  | { readonly kind: 'open'; readonly account: string; readonly ledger?: string };

/** Asks and changes nothing. */
type QueryAction =
  /** `names`: accounts, or one ledger; none means every account. */
  | { readonly kind: 'balances'; readonly names: readonly string[] }
  | { readonly kind: 'history'; readonly account: string; readonly limit: number }
  | { readonly kind: 'outcome'; readonly key: string }
  | { readonly kind: 'trial'; readonly ledger?: string };

/** Concerns the prompt itself. */
export type PromptAction =
  /** `accounts`: whose changes to show; none means every account. */
  | { readonly kind: 'watch'; readonly accounts: readonly string[] }
  | { readonly kind: 'unwatch' }
  | { readonly kind: 'help'; readonly topic?: CommandName }
  | { readonly kind: 'quit' };

export function isHubAction(action: Action): action is HubAction {
  switch (action.kind) {
    case 'watch':
    case 'unwatch':
    case 'help':
    case 'quit':
      return false;
    default:
      return true;
  }
}
