import type { LocalViewsOptions } from '../../../server/views/local-views.ts';
import { openLocalViews } from '../../../server/views/local-views.ts';
import type { Views } from '../../../server/views/views.ts';
import type { Dice } from './dice.ts';
import type { EventLoop, Process } from './event-loop.ts';

/** Views as if in a thread of their own: each word takes its time either way, and arrives behind those before it. */
export async function openFarViews(
  options: LocalViewsOptions,
  loop: EventLoop,
  dice: Dice,
  meanMs: number,
): Promise<Views> {
  const [there, back] = [new Way(loop, dice, meanMs), new Way(loop, dice, meanMs)];
  let [at, atSeq] = [0, 0];
  const near = await openLocalViews({
    ...options,
    onAt: (commit, seq) => {
      back.go(() => {
        [at, atSeq] = [commit, seq];
      });
    },
  });
  [at, atSeq] = [near.at, near.atSeq];

  const ask = <T>(query: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      there.go(() => {
        query().then(
          (answer) => back.go(() => resolve(answer)),
          (error: unknown) => back.go(() => reject(error)),
        );
      });
    });
  return {
    get at() {
      return at;
    },
    get atSeq() {
      return atSeq;
    },
    follow: (commit) => there.go(() => near.follow(commit)),
    load: (commit) => ask(() => near.load(commit)),
    outcome: (by, key, commit) => ask(() => near.outcome(by, key, commit)),
    past: (tx, commit) => ask(() => near.past(tx, commit)),
    list: (query, commit) => ask(() => near.list(query, commit)),
    history: (query, commit) => ask(() => near.history(query, commit)),
    balance: (account, at, commit) => ask(() => near.balance(account, at, commit)),
    statement: (query, commit) => ask(() => near.statement(query, commit)),
    transactions: (query, commit) => ask(() => near.transactions(query, commit)),
    holds: (query, commit) => ask(() => near.holds(query, commit)),
    trial: (ledger, commit) => ask(() => near.trial(ledger, commit)),
    [Symbol.asyncDispose]: () => near[Symbol.asyncDispose](),
  };
}

/** One direction between two threads: what goes first arrives first. */
class Way {
  readonly #loop: EventLoop;
  readonly #dice: Dice;
  readonly #meanMs: number;
  readonly #process: Process;
  #lastMs = 0;

  constructor(loop: EventLoop, dice: Dice, meanMs: number) {
    this.#loop = loop;
    this.#dice = dice;
    this.#meanMs = meanMs;
    this.#process = loop.current;
  }

  go(arrive: () => void): void {
    const { nowMs } = this.#loop;
    this.#lastMs = Math.max(this.#lastMs, nowMs + this.#dice.wait(this.#meanMs));
    this.#loop.plan(this.#process, this.#lastMs - nowMs, 'views', arrive);
  }
}
