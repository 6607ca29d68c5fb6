import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessages, type WatchEvent } from '../../client/sdk/messages.ts';
import { WatchTracker } from '../../client/sdk/watch-tracker.ts';
import { FreshlyCommitted } from '../../server/gateway/committed.ts';
import { accountNow } from '../../server/gateway/replies.ts';
import { recordOf } from '../../server/ledger/record.ts';
import type { State } from '../../server/ledger/state.ts';
import type { Transaction } from '../../server/ledger/transaction.ts';
import { isSystemAccount } from '../../shared/ids.ts';
import { type AccountState, AccountStateSchema } from '../../shared/transaction.ts';
import { scenario } from '../ledger/scenario.ts';
import { walk } from '../ledger/walk.ts';
import { runs } from '../support/runs.ts';
import { lagged, recovered, snapshotPart, watching } from './watch-messages.ts';

/** What becomes of the news of a transaction: told at once, after a new connection, or not one by one. */
const fate = fc.constantFrom('told', 'told', 'told', 'late', 'skipped');
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

/** The accounts as `get` would show them. */
function accountsOf(state: State): AccountState[] {
  return [...state.accounts.values()]
    .filter(({ id }) => !isSystemAccount(id))
    .map((account) => AccountStateSchema.parse(JSON.parse(accountNow(account))));
}

function byId(accounts: Iterable<AccountState>): AccountState[] {
  return [...accounts].sort((a, b) => (a.account < b.account ? -1 : 1));
}

/** A watch of all accounts, and the hub that tells it of what is committed, in its own texts. */
class Watched {
  readonly tracker = new WatchTracker(undefined);
  readonly #mode: 'all' | 'latest';
  /** What a new connection would be told of. */
  #late: WatchEvent[] = [];
  #told = 0;

  constructor(mode: 'all' | 'latest', state: State) {
    this.#mode = mode;
    this.#start(state);
  }

  hear(tx: Transaction, state: State, fate: Fate): void {
    const fresh = new FreshlyCommitted(tx, recordOf(tx));
    if (fresh.touched.length === 0) return;
    this.#late.push(this.#event(fresh));
    if (fate === 'late') {
      this.tracker.lost();
      return;
    }
    if (fate === 'skipped' && this.tracker.state === 'live') {
      this.#late = [];
      this.#told = state.seq;
      this.#follow(lagged(fresh.seq, state.seq), state);
      this.#follow(snapshotPart(state.seq, accountsOf(state), false), state);
      return;
    }
    if (this.tracker.state !== 'live') this.tracker.began(recovered(this.tracker.ask()?.seq ?? -1), 'e1');
    const late = this.#late;
    this.#late = [];
    for (const event of late) if (!this.#follow(event, state)) return;
  }

  #event(fresh: FreshlyCommitted): WatchEvent {
    const states = fresh.touched.flatMap((id, place) =>
      isSystemAccount(id) ? [] : [fresh.accountText(place)],
    );
    const news =
      this.#mode === 'all'
        ? `"t":"tx","watch":7,"prev":${this.#told},"tx":${fresh.record}`
        : `"t":"balances","watch":7,"prev":${this.#told},"seq":${fresh.seq},"accounts":[${states.join(',')}]`;
    this.#told = fresh.seq;
    const [message] = decodeMessages(`{${news}}`);
    if (message?.t !== 'tx' && message?.t !== 'balances') throw new Error('an event was not understood');
    return message;
  }

  /** Tells of an account in a ledger that nothing is known of yet begin anew. */
  #follow(event: WatchEvent, state: State): boolean {
    const { next } = this.tracker.follow(event);
    if (next === 'go on') return true;
    expect(next).toBe('ask');
    this.#start(state);
    return false;
  }

  #start(state: State): void {
    this.tracker.ask();
    this.#late = [];
    this.#told = state.seq;
    this.tracker.began(watching(state.seq, accountsOf(state)), 'e1');
  }
}

test.each(['all', 'latest'] as const)(
  'in mode %s a watch comes to show accounts as `get` does, frozen, closed and ruled as they are (R80, R84)',
  (mode) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(scenario, fc.array(fate, { minLength: 1, maxLength: 20 }), (random, fates) => {
        let watched: Watched | undefined;
        let nth = 0;
        walk(random, {
          after({ decision }, state) {
            if (decision.kind === 'refusal') return;
            watched ??= new Watched(mode, state);
            const fate = fates[nth++ % fates.length] ?? 'told';
            if (decision.seq > watched.tracker.seq) watched.hear(decision, state, fate);
            if (watched.tracker.state !== 'live') return;
            const now = byId(accountsOf(state));
            expect(byId(watched.tracker.accounts.values())).toEqual(now);
            for (const { frozen, closed, rules } of now) {
              if (frozen !== undefined) seen.add(frozen);
              if (closed !== undefined) seen.add('closed');
              if (rules !== undefined) seen.add('rules');
            }
          },
        });
      }),
      runs(100),
    );
    expect([...seen].sort()).toEqual(['both', 'closed', 'credit', 'debit', 'rules']);
  },
);
