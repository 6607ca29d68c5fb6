import type { WatchTarget } from '../sdk/changes.ts';
import type { Hub } from '../sdk/hub.ts';
import type { Watch } from '../sdk/watch.ts';
import type { AccountNames } from './account-names.ts';
import { failureOf, type Place } from './failure.ts';
import type { Paints } from './format/paint.ts';
import { LiveFeed } from './live-feed.ts';
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
    watch.on('change', (change) => {
      if (watch !== this.#watch) return;
      const accounts = change.kind === 'snapshot' ? change.accounts : [change.account];
      this.#names.learn(accounts.map(({ account }) => account));
      if (change.kind === 'balance' && change.tx !== undefined) this.holds.learn(change.tx);
      this.#feed.take(change);
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

  /** Leaves the transaction of an own command out: its answer says it all. */
  own(seq: number): void {
    this.#feed.own(seq);
  }
}
