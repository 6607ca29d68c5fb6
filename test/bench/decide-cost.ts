import { CounterRandom } from '../../client/load/random.ts';
import { apply } from '../../server/ledger/apply.ts';
import { decide } from '../../server/ledger/decide.ts';
import { emptyState, type State } from '../../server/ledger/state.ts';
import type { Command } from '../../shared/commands.ts';
import { hubPrincipal } from '../../shared/ids.ts';

const atMs = Date.parse('2026-01-31T12:00:00Z');
const commandsPerRound = 30_000;

/** Microseconds that deciding and applying a command take: a deposit, a withdrawal and a transfer in turn, at random accounts. */
export class DecideCost {
  readonly #state: State = emptyState();
  readonly #commands: readonly Command[];

  constructor(kind: 'none' | 'peers', accounts: number) {
    this.#do(
      { t: 'ledger', id: 0, key: 'k', ledger: 'L', asset: 'X', scale: 2, rules: { kind } },
      hubPrincipal,
    );
    for (let account = 0; account < accounts; account += 1) {
      this.#do({ t: 'open', id: 0, key: 'k', account: `account-${account}`, ledger: 'L' }, hubPrincipal);
      // Each another amount, so that the order of the accounts has something to tell apart.
      const amount = `${100_000 + account}`;
      this.#do({ t: 'deposit', id: 0, key: 'k', account: `account-${account}`, amount }, hubPrincipal);
    }
    const random = new CounterRandom(1);
    this.#commands = Array.from({ length: commandsPerRound }, (_, nth): Command => {
      random.seek(0, nth);
      const from = random.below(accounts);
      const to = (from + 1 + random.below(accounts - 1)) % accounts;
      const common = { id: nth, key: 'k', amount: (random.next() * 100 + 0.01).toFixed(2) };
      if (nth % 3 === 2) return { ...common, t: 'transfer', from: `account-${from}`, to: `account-${to}` };
      return { ...common, t: nth % 3 === 0 ? 'deposit' : 'withdraw', account: `account-${from}` };
    });
  }

  round(): number {
    const startMs = performance.now();
    for (const command of this.#commands) this.#do(command, 'anonymous');
    return ((performance.now() - startMs) / commandsPerRound) * 1_000;
  }

  #do(command: Command, by: string): void {
    const decision = decide(this.#state, command, by, atMs);
    if (decision.kind === 'refusal') throw new Error(decision.message);
    apply(this.#state, decision);
  }
}
