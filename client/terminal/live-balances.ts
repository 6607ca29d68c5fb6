import type { BalanceChange, WatchTarget } from '../sdk/changes.ts';
import type { Hub } from '../sdk/hub.ts';
import type { Watch } from '../sdk/watch.ts';
import { unusualLegend } from '../words/unusual-words.ts';
import type { AccountNames } from './account-names.ts';
import { failureOf, type Place } from './failure.ts';
import type { Paints } from './format/paint.ts';
import { LiveFeed, type ShownChange } from './live-feed.ts';
import { LiveJudge } from './live-judge.ts';
import { liveLine } from './live-line.ts';
import { OpenHolds } from './open-holds.ts';
import { renderResult } from './render-result.ts';

/** The live lines of a prompt: those of one watch at a time, or none. */
export class LiveBalances {
  /** What the watches told of holds. */
  readonly holds = new OpenHolds();
  readonly #hub: Hub;
  readonly #names: AccountNames;
  readonly #feed: LiveFeed;
  readonly #tell: (watch: Watch) => void;
  #watch: Watch | undefined;
  /** Whether it was said what the mark of an unusual movement means. */
  #isMarkExplained = false;

  constructor(
    { hub, names, place }: { readonly hub: Hub; readonly names: AccountNames; readonly place: Place },
    print: (lines: readonly string[]) => void,
    paints: Paints,
  ) {
    this.#hub = hub;
    this.#names = names;
    this.#feed = new LiveFeed(({ transactions, leftOut }) => {
      const note = `… ${leftOut} transactions before these (watch and unwatch choose what is shown)`;
      print([
        ...(leftOut > 0 ? [paints.dim(note)] : []),
        ...transactions.map((changes) => liveLine(changes, paints)),
        ...this.#legend(transactions.flat()).map(paints.dim),
      ]);
    });
    this.#tell = ({ failure }) => {
      if (failure !== undefined) print(renderResult(failureOf(failure, place), paints));
    };
  }

  /** Shows the changes of these accounts, and of no others any more. */
  show(target: WatchTarget): void {
    this.hide();
    const watch = this.#hub.watch(target);
    this.#watch = watch;
    const judge = new LiveJudge();
    watch.on('change', (change) => {
      if (watch !== this.#watch) return;
      const accounts = change.kind === 'snapshot' ? change.accounts : [change.account];
      const ids = accounts.map(({ account }) => account);
      this.#names.learn(ids);
      if (change.kind === 'snapshot') void judge.seed(this.#hub, ids);
      this.#feed.take(change.kind === 'snapshot' ? change : judged(change, judge));
      if (change.kind === 'balance' && change.tx !== undefined) this.holds.learn(change.tx);
    });
    watch.on('state', (state) => {
      if (state === 'closed' && watch === this.#watch) this.#tell(watch);
    });
  }

  hide(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    watch?.close();
    this.#feed.reset();
  }

  /** Said once. */
  #legend(changes: readonly ShownChange[]): string[] {
    if (this.#isMarkExplained || changes.every(({ unusual }) => unusual === undefined)) return [];
    this.#isMarkExplained = true;
    return [unusualLegend];
  }

  /** Leaves the transaction of an own command out: its answer says it all. */
  own(seq: number): void {
    this.#feed.own(seq);
  }
}

function judged(change: BalanceChange, judge: LiveJudge): ShownChange {
  const { account, delta, seq } = change;
  return delta === undefined ? change : { ...change, unusual: judge.take(account.account, delta, seq) };
}
