import type { Message } from '../../../shared/down.ts';
import { decodeMessages } from '../../sdk/messages.ts';
import { PlainSocket } from '../drive/plain-socket.ts';
import type { HubAddress } from '../options.ts';
import type { Meter } from '../threads/meter.ts';
import type { WatcherReport } from '../watcher-report.ts';
import { Continuity } from './continuity.ts';
import {
  type BalancesHead,
  balancesHeadAt,
  countStates,
  eachVersion,
  type TxHead,
  txHeadAt,
} from './event-line.ts';
import type { LateTimes } from './late-times.ts';

export interface WatcherOptions extends HubAddress {
  readonly mode: 'all' | 'latest';
  /** What it watches, as a member of a `watch` request. */
  readonly target: string;
  /** Whether that names accounts, each of whose versions can be followed, and not a whole ledger. */
  readonly namesAccounts: boolean;
  /** Number of an account by its id. */
  readonly numberOf: (account: string) => number;
}

export interface WatcherEvents {
  /** The watch has begun, for the first time. */
  watching(): void;
  /** It knows all that {@link Watcher.finish} asked for. */
  finished(): void;
  /** It cannot go on. */
  failed(problem: string): void;
}

/** How long to wait before asking again what was refused for now, or whether all has come. */
const againMs = 200;
const watchId = 1;
const getId = 2;

/**
 * One watcher: reads all that the hub tells it as cheaply as it can, measures how late it comes, and notes each hole.
 * Comes back with `since` when its connection is lost.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #events: WatcherEvents;
  readonly #socket: PlainSocket;
  readonly #continuity: Continuity;
  #meter: Meter | undefined;
  #late: LateTimes | undefined;
  #epoch = '';
  /** Counts connections, so that what was to be asked again on one is not asked on the next. */
  #connection = 0;
  /** Seq that it has to hear of before it is done. */
  #until: number | undefined;

  constructor(options: WatcherOptions, events: WatcherEvents) {
    this.#options = options;
    this.#events = events;
    this.#continuity = new Continuity(options.mode === 'all' ? 'each' : 'newest', options.namesAccounts);
    this.#socket = new PlainSocket(options, {
      up: ({ epoch }) => this.#onUp(epoch),
      frame: (text) => this.#onFrame(text),
      lost: () => this.#continuity.lost(),
      ended: ({ message }) => events.failed(message),
    });
  }

  /** Measures from now on; `late` where its events carry no time. */
  measure(meter: Meter, late: LateTimes | undefined): void {
    this.#meter = meter;
    this.#late = late;
  }

  /** Why the last attempt to connect failed; empty where none did. */
  get problem(): string {
    return this.#socket.problem;
  }

  /** Has it say `finished` once it has been told of all that was committed up to a seq, now or before. */
  finish(seq: number): void {
    this.#until = seq;
    this.#lookWhetherFinished();
  }

  /** What it came to; the ledger had at least so many transactions since it began. */
  report(transactions: number): WatcherReport {
    this.#continuity.expect(transactions);
    return this.#continuity.report;
  }

  close(): Promise<void> {
    return this.#socket.close();
  }

  #onUp(epoch: string): void {
    this.#connection += 1;
    if (this.#epoch !== '' && epoch !== this.#epoch)
      this.#continuity.note('the hub came back with another journal');
    this.#epoch = epoch;
    this.#ask();
  }

  #ask(): void {
    const { target, mode, namesAccounts } = this.#options;
    const { seq } = this.#continuity;
    const since = seq === undefined ? '' : `,"since":${JSON.stringify({ epoch: this.#epoch, seq })}`;
    // A whole ledger may have millions of accounts, which this watcher would make nothing of.
    const snapshot = namesAccounts ? '' : ',"snapshot":false';
    this.#socket.send(`{"t":"watch","id":${watchId},${target},"mode":"${mode}"${snapshot}${since}}`);
  }

  #onFrame(frame: string): void {
    const seenMs = this.#meter?.unixMs() ?? 0;
    let events = 0;
    let from = 0;
    while (from < frame.length) {
      let to = frame.indexOf('\n', from);
      if (to < 0) to = frame.length;
      events += this.#onLine(frame, from, to, seenMs);
      from = to + 1;
    }
    this.#meter?.events(events);
  }

  /** Returns how many events it was. */
  #onLine(frame: string, from: number, to: number, seenMs: number): number {
    const tx = txHeadAt(frame, from);
    if (tx !== undefined) {
      this.#onTx(tx, frame, from, to, seenMs);
      return 1;
    }
    const balances = balancesHeadAt(frame, from);
    if (balances !== undefined) {
      this.#onBalances(balances, frame, from, to, seenMs);
      return countStates(frame, from, to);
    }
    for (const message of decodeMessages(frame.slice(from, to))) this.#onMessage(message);
    return 0;
  }

  #onTx({ prev, seq, atMs }: TxHead, frame: string, from: number, to: number, seenMs: number): void {
    this.#continuity.event(prev, seq);
    this.#meter?.watched(atMs, seenMs);
    if (this.#options.namesAccounts)
      eachVersion(frame.slice(from, to), (account, version) => this.#continuity.version(account, version));
    else if (this.#until !== undefined) this.#lookWhetherFinished();
  }

  #onBalances({ prev, seq }: BalancesHead, frame: string, from: number, to: number, seenMs: number): void {
    this.#continuity.event(prev, seq);
    if (!this.#options.namesAccounts) {
      this.#late?.shown({ major: 0, from: prev + 1, to: seq, seenMs });
      if (this.#until !== undefined) this.#lookWhetherFinished();
      return;
    }
    eachVersion(frame.slice(from, to), (account, version) => {
      const before = this.#continuity.version(account, version);
      if (before === undefined) return;
      this.#late?.shown({ major: this.#options.numberOf(account), from: before + 1, to: version, seenMs });
    });
  }

  #onMessage(message: Message): void {
    switch (message.t) {
      case 'watching':
        this.#onWatching(message);
        break;
      case 'lagged':
        this.#continuity.lagged(message.from);
        this.#meter?.lagged();
        break;
      case 'snapshot':
        this.#continuity.snapshot(message.seq, message.accounts, message.more);
        this.#lookWhetherFinished();
        break;
      case 'accounts':
        if (this.#continuity.isAt(message.accounts)) this.#events.finished();
        else this.#again(() => this.#lookWhetherFinished());
        break;
      case 'error':
        this.#onError(message);
        break;
      default:
        break;
    }
  }

  #onWatching({ recovered, seq, accounts = [], more }: Extract<Message, { t: 'watching' }>): void {
    const isFirst = this.#continuity.seq === undefined;
    if (recovered) this.#continuity.recovered(seq);
    else this.#continuity.snapshot(seq, accounts, more === true);
    if (isFirst) this.#events.watching();
    // It missed more than the hub keeps.
    else if (!recovered) this.#meter?.lagged();
    this.#lookWhetherFinished();
  }

  #onError({ id, code, message, retryable }: Extract<Message, { t: 'error' }>): void {
    if (!retryable) this.#events.failed(`a watcher was refused: ${message} (${code})`);
    else this.#again(() => (id === watchId ? this.#ask() : this.#lookWhetherFinished()));
  }

  /**
   * A watcher of the whole ledger has to hear of the seq itself. One that names accounts asks for them: the answer
   * comes after the events of all that was committed before, so it has to be what they add up to.
   */
  #lookWhetherFinished(): void {
    const { accounts, seq, isFollowing } = this.#continuity;
    if (this.#until === undefined || !isFollowing) return;
    if (accounts !== undefined)
      this.#socket.send(`{"t":"get","id":${getId},"accounts":${JSON.stringify(accounts)}}`);
    else if (seq !== undefined && seq >= this.#until) this.#events.finished();
  }

  #again(ask: () => void): void {
    const connection = this.#connection;
    setTimeout(() => {
      if (this.#socket.isUp && this.#connection === connection) ask();
    }, againMs).unref();
  }
}
