import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { Decision } from '../../server/ledger/transaction.ts';
import type { ErrorCode } from '../../shared/codes.ts';
import { type Command, CommandSchema } from '../../shared/commands.ts';
import { hubPrincipal } from '../../shared/ids.ts';
import type { Rules } from '../../shared/rules.ts';

export const noon = Date.parse('2026-01-31T12:00:00.000Z');

/** A command of these fields, checked by the schemas. */
export function command(fields: Record<string, unknown>): Command {
  return CommandSchema.parse({ id: 1, key: 'key', ...fields });
}

/** Decides, and applies what is accepted. */
export function submit(
  state: State,
  fields: Record<string, unknown>,
  by = 'anonymous',
  nowMs = noon,
): Decision {
  const decision = decide(state, command(fields), by, nowMs);
  if (decision.kind !== 'refusal') apply(state, decision);
  return decision;
}

/** The code that a command would be refused with now, `undefined` where it would pass. */
export function codeOf(state: State, fields: Record<string, unknown>): ErrorCode | undefined {
  const decision = decide(state, command(fields), 'anonymous', noon);
  return decision.kind === 'refusal' ? decision.code : undefined;
}

/** Lets the hub do it, which no rule hinders. */
export function byHub(state: State, fields: Record<string, unknown>): void {
  const decision = submit(state, fields, hubPrincipal);
  if (decision.kind === 'refusal') throw new Error(decision.message);
}

/** A state with one ledger, `bank`, and these accounts. Balances are decimal texts; `"0"` needs no deposit. */
export function bankOf(rules: Rules, scale: number, balances: Readonly<Record<string, string>>): State {
  const state = emptyState();
  byHub(state, { t: 'ledger', ledger: 'bank', asset: 'CNY', scale, rules });
  for (const [account, amount] of Object.entries(balances)) {
    byHub(state, { t: 'open', account, ledger: 'bank' });
    if (amount !== '0') byHub(state, { t: 'deposit', account, amount });
  }
  return state;
}
