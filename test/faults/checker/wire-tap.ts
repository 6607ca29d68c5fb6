import { decodeMessages } from '../../../client/sdk/messages.ts';
import type { Message } from '../../../shared/down.ts';
import type { AccountState } from '../../../shared/transaction.ts';
import { UnwatchSchema, type Watch, WatchSchema } from '../../../shared/watching.ts';
import type { Told, WatchedTarget, WatchSeen } from './history.ts';

type Change = Extract<Message, { t: 'watching' | 'snapshot' | 'tx' | 'balances' | 'lagged' }>;

/**
 * Writes down what the hub says to one connection's watches, message by message: the SDK asks anew where something is
 * missing, so that what it tells does not show what the hub left out.
 */
export class WireTap {
  readonly #name: string;
  readonly #nowMs: () => number;
  readonly #asked = new Map<number | string, Watch>();
  readonly #open = new Map<number, WireWatch>();
  readonly #all: WireWatch[] = [];

  constructor(name: string, nowMs: () => number) {
    this.#name = name;
    this.#nowMs = nowMs;
  }

  /** Every watch that this connection has had. */
  get watches(): readonly WatchSeen[] {
    return this.#all;
  }

  /** What is open now must have been told through this seq. */
  reached(seq: number): void {
    for (const watch of this.#open.values()) watch.through = seq;
  }

  sent(frame: string): void {
    for (const line of frame.split('\n')) {
      if (!line.includes('"t":"watch"') && !line.includes('"t":"unwatch"')) continue;
      const request: unknown = JSON.parse(line);
      const asked = WatchSchema.safeParse(request).data;
      if (asked !== undefined) this.#asked.set(asked.id, asked);
      const given = UnwatchSchema.safeParse(request).data;
      if (given !== undefined) this.#open.delete(given.watch);
    }
  }

  came(frame: string): void {
    const atMs = this.#nowMs();
    for (const line of frame.split('\n')) {
      if (!line.startsWith('{"t":"watching"') && !line.includes('"watch":')) continue;
      for (const message of decodeMessages(line)) if (isChange(message)) this.#take(message, atMs);
    }
  }

  closed(): void {
    this.#open.clear();
  }

  #take(message: Change, atMs: number): void {
    if (message.t === 'watching') {
      const asked = this.#asked.get(message.id);
      if (asked === undefined) return;
      const name = `${this.#name}, watch ${message.watch}`;
      const watch = new WireWatch(
        name,
        asked.mode ?? 'all',
        asked.ledger === undefined ? (asked.accounts ?? '*') : { ledger: asked.ledger },
      );
      this.#open.set(message.watch, watch);
      this.#all.push(watch);
      watch.take(message, atMs);
    } else this.#open.get(message.watch)?.take(message, atMs);
  }
}

function isChange(message: Message): message is Change {
  return ['watching', 'snapshot', 'tx', 'balances', 'lagged'].includes(message.t);
}

class WireWatch implements WatchSeen {
  readonly name: string;
  readonly mode: WatchSeen['mode'];
  readonly target: WatchedTarget;
  readonly told: Told[] = [];
  through: number | undefined;
  /** Parts of a snapshot that goes on. */
  #parts: AccountState[] = [];

  constructor(name: string, mode: WatchSeen['mode'], target: WatchedTarget) {
    this.name = name;
    this.mode = mode;
    this.target = target;
  }

  take(message: Change, atMs: number): void {
    switch (message.t) {
      case 'watching': {
        const { seq, accounts, more } = message;
        if (accounts === undefined) this.told.push({ t: 'resumed', atMs, seq });
        else this.#part(accounts, seq, more === true, atMs);
        return;
      }
      case 'snapshot':
        this.#part(message.accounts, message.seq, message.more, atMs);
        return;
      case 'tx':
        this.told.push({ t: 'tx', atMs, prev: message.prev, tx: message.tx });
        return;
      case 'balances': {
        const { prev, seq, accounts } = message;
        this.told.push({ t: 'states', atMs, prev, seq, accounts });
        return;
      }
      case 'lagged':
        this.told.push({ t: 'lagged', atMs, from: message.from, to: message.to });
        return;
    }
  }

  #part(accounts: readonly AccountState[], seq: number, isMore: boolean, atMs: number): void {
    this.#parts.push(...accounts);
    if (isMore) return;
    this.told.push({ t: 'snapshot', atMs, seq, accounts: this.#parts });
    this.#parts = [];
  }
}
