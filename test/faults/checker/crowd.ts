import { Hub } from '../../../client/sdk/hub.ts';
import type { ConnectOptions } from '../../../client/sdk/options.ts';
import type { WatchMode } from '../../../shared/watching.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import { newKey } from '../../support/new-key.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import type { History, Tellings, WatchedTarget } from './history.ts';
import { joined } from './joined.ts';
import { Recorder } from './recorder.ts';
import type { SdkWatch } from './sdk-watch.ts';
import { accounts, ledgerOf, openBooks, Teller } from './teller.ts';
import { transport } from './transport.ts';
import { WireTap } from './wire-tap.ts';

export interface CrowdOptions {
  readonly clients?: number;
  /** Commands that each client has under way. */
  readonly inFlight?: number;
  /** Resolves when the hub is there to be connected to. */
  readonly whenUp?: () => Promise<void>;
  /** How soon its connections are given up. */
  readonly waits?: Pick<ConnectOptions, 'connectTimeoutMs' | 'pingAfterMs' | 'pongWithinMs'>;
  /** Clock of all that is written down, milliseconds; several crowds of one history need the same. */
  readonly nowMs?: () => number;
  /** Tells its watches from those of other crowds. */
  readonly name?: string;
}

/** Clients, watchers and readers of one hub, who go on whatever becomes of it, and all that they were told. */
export class Crowd implements AsyncDisposable {
  readonly recorder: Recorder;
  readonly #url: string;
  readonly #options: Required<Pick<CrowdOptions, 'clients' | 'inFlight' | 'whenUp' | 'name'>>;
  readonly #settings: ConnectOptions;
  readonly #seed: number;
  readonly #hubs: Hub[] = [];
  readonly #watched: { readonly watch: SdkWatch; readonly taps: readonly WireTap[] }[] = [];
  #work: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #acts = 0;
  readonly #waiting: { readonly acts: number; readonly resolve: () => void }[] = [];

  constructor(
    url: string,
    seed: number,
    { clients = 6, inFlight = 4, whenUp = isUp, name = '', waits = {}, nowMs }: CrowdOptions = {},
  ) {
    this.#url = url;
    this.#seed = seed;
    this.#options = { clients, inFlight, whenUp, name };
    this.#settings = { timeoutMs: Number.POSITIVE_INFINITY, retry: true, ...waits };
    this.recorder = new Recorder(nowMs);
  }

  /** Makes the accounts and begins to watch; resolves when all is there to begin. */
  async open(): Promise<void> {
    const hub = this.#connect();
    await openBooks(hub, this.recorder);
    const targets: readonly (readonly [WatchedTarget, WatchMode])[] = [
      ['*', 'all'],
      [{ ledger: 'cash' }, 'all'],
      [accounts.slice(0, 3), 'all'],
      ['*', 'latest'],
      [[...accounts.slice(2, 9), '@world:cash'], 'latest'],
    ];
    for (const [target, mode] of targets) {
      const name = `${this.#options.name}the ${mode} watch of ${JSON.stringify(target)}`;
      const taps: WireTap[] = [];
      const watch = this.#connect(() => {
        const tap = new WireTap(`${name} over connection ${taps.length}`, () => this.recorder.nowMs());
        taps.push(tap);
        return tap;
      }).watch(target, { mode });
      this.#watched.push({ watch: this.recorder.watch(name, watch, target, mode), taps });
      await watch.ready();
    }
  }

  /** Begins to ask, until `finish`. */
  begin(): void {
    const { clients, inFlight } = this.#options;
    const work: Promise<void>[] = [];
    for (let client = 0; client < clients; client += 1) {
      const teller = new Teller(this.#connect(), this.recorder, seededRandom(this.#seed * 1_000 + client));
      for (let nth = 0; nth < inFlight; nth += 1) work.push(this.#keepOn(() => teller.act()));
    }
    const [reader, counter] = [this.#connect(), this.#connect()];
    work.push(this.#keepOn(() => this.recorder.get(reader, accounts)));
    work.push(this.#keepOn(() => this.recorder.trial(counter)));
    this.#work = Promise.all(work);
    // Whoever waits for the end sees a failure; until then it is not an unhandled one.
    this.#work.catch(() => undefined);
  }

  /** Resolves once so many more requests have been answered. */
  async acts(more: number): Promise<void> {
    const acts = this.#acts + more;
    await new Promise<void>((resolve) => this.#waiting.push({ acts, resolve }));
  }

  /** Lets everyone come to an end: the hub has to be there. Every watcher has heard of all when it resolves. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#work;
    const hub = this.#connect();
    const last = new Map<string, number>();
    for (const account of accounts) {
      await this.recorder.send(hub, { t: 'unfreeze', key: newKey(), account });
      const answer = await this.recorder.send(hub, { t: 'deposit', key: newKey(), account, amount: '1' });
      if (answer?.t === 'ok') last.set(account, answer.tx.seq);
    }
    for (const { watch, taps } of this.#watched) {
      const { target } = watch;
      const isMeant = (account: string): boolean =>
        target === '*' ||
        ('ledger' in target ? target.ledger === ledgerOf(account) : target.includes(account));
      const seq = Math.max(0, ...accounts.filter(isMeant).map((account) => last.get(account) ?? 0));
      await watch.reaches(seq);
      for (const tap of taps) tap.reached(seq);
    }
    await this.recorder.trial(hub);
    await this.recorder.get(hub, accounts);
  }

  /** What everyone asked and was told. */
  get tellings(): Tellings {
    const wire = this.#watched.flatMap(({ taps }) => taps.flatMap((tap) => tap.watches));
    const { commands, reads, watches } = this.recorder;
    return { commands, reads, watches: [...watches, ...wire] };
  }

  /** The same with what the journal holds in the end, where nobody else has asked for anything. */
  history(commits: readonly JournalCommit[]): History {
    return joined([this.tellings], commits);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#hubs.map((hub) => hub.close()));
  }

  #connect(tapOf: () => WireTap | undefined = () => undefined): Hub {
    const hub = new Hub(this.#url, transport(this.#options.whenUp, tapOf), this.#settings);
    this.#hubs.push(hub);
    return hub;
  }

  async #keepOn(act: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      await act();
      this.#acts += 1;
      for (const { acts, resolve } of this.#waiting) if (this.#acts === acts) resolve();
    }
  }
}

async function isUp(): Promise<void> {}
