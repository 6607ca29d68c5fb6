import { type Command, CommandSchema } from '../../../shared/commands.ts';
import type { Hub } from '../../sdk/hub.ts';
import { describeTransaction } from '../../words/describe-transaction.ts';
import { keepOrders, keptOrders } from './kept-orders.ts';
import { type Became, isSameScope, isUndecided, type KeyScope, type Order, withFewDecided } from './order.ts';
import { failed, notTold, strangerWords, told } from './order-words.ts';

/** Of how many the outcome may be unknown at once: nothing more is asked for until one is settled or forgotten. */
const undecidedMax = 20;
/** How many are told of whose outcome is known. */
const decidedMax = 20;

/**
 * The commands of this tab. Each keeps its key until its outcome is known, across lost connections (which the SDK
 * sees to) and across a reload of the page (which session storage does): so none is ever done twice.
 */
export class Orders {
  readonly #hub: Hub;
  readonly #changed: (order: Order) => void;
  readonly #aborts = new Map<string, AbortController>();
  /** Undefined until the hub has welcomed this page. */
  #scope: KeyScope | undefined;
  /** Newest first. */
  list: readonly Order[] = keptOrders();

  /** `changed` is told of each order that is new or becomes another. */
  constructor(hub: Hub, changed: (order: Order) => void) {
    this.#hub = hub;
    this.#changed = changed;
    hub.on('state', (state) => {
      if (state.kind === 'live') this.#onWelcome(state);
    });
  }

  /** How many there are of which nobody knows yet what became of them. */
  get undecided(): number {
    return this.list.filter(isUndecided).length;
  }

  /** Whether there are so many of them that nothing more may be asked for. */
  get isFull(): boolean {
    return this.undecided >= undecidedMax;
  }

  of(key: string): Order | undefined {
    return this.list.find((order) => order.key === key);
  }

  /** Sends the command of these fields under this key, which must be new; not where it {@link isFull}. */
  send(fields: Readonly<Record<string, unknown>>, key: string): void {
    void this.#send(CommandSchema.parse({ ...fields, id: 0, key }), false);
  }

  /** Sends a command once more, under the key that it had: if it was done, it is not done again. */
  sendAgain(key: string): void {
    const order = this.of(key);
    if (order === undefined || !this.maySendAgain(order)) return;
    void this.#send(order.command, order.state === 'unknown');
  }

  /** Whether another copy of it can do no harm: its key has to stand for it here. */
  maySendAgain(order: Order): boolean {
    return order.state === 'never' || this.mayAsk(order);
  }

  /** Whether the hub can tell this tab what became of it. */
  mayAsk({ state, scope }: Order): boolean {
    const here = this.#scope;
    return state === 'unknown' && scope !== undefined && here !== undefined && isSameScope(scope, here);
  }

  /** What is to be said of an order now. */
  wordsOf(order: Order): string {
    const here = this.#scope;
    const isStranger = order.state === 'unknown' && here !== undefined && !this.mayAsk(order);
    return isStranger ? strangerWords(order, here) : order.words;
  }

  /** Gives a command up whose outcome is unknown. */
  forget(key: string): void {
    this.#keep(this.list.filter((order) => order.key !== key));
  }

  /** Waits no longer for an answer. */
  stopWaiting(key: string): void {
    this.#aborts.get(key)?.abort();
  }

  /** Asks the hub what became of a command. */
  async ask(key: string): Promise<void> {
    const order = this.of(key);
    if (order === undefined || !this.mayAsk(order)) return;
    const became = await this.#outcome(key);
    // It may have been sent again, and answered, meanwhile.
    if (this.of(key) === order) this.#put({ ...order, ...became });
  }

  async #outcome(key: string): Promise<Became> {
    try {
      return told(await this.#hub.outcome(key, { timeoutMs: Number.POSITIVE_INFINITY }), key);
    } catch (error) {
      return notTold(error);
    }
  }

  /** `isAgain`: a copy of it may have been sent before. */
  async #send(command: Command, isAgain: boolean): Promise<void> {
    const { key } = command;
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    this.#put({ key, command, scope: this.#scope, state: 'pending', words: '' });
    try {
      const { id: _id, ...fields } = command;
      const tx = await this.#hub.send(fields, {
        signal: abort.signal,
        timeoutMs: Number.POSITIVE_INFINITY,
        retry: true,
      });
      this.#became(key, { state: 'committed', words: describeTransaction(tx) });
    } catch (error) {
      this.#became(key, failed(error, isAgain));
    } finally {
      this.#aborts.delete(key);
    }
  }

  /** Nothing that waits has been written to this connection yet. */
  #onWelcome({ epoch, principal }: KeyScope): void {
    const here = { epoch, principal };
    const before = this.#scope;
    this.#scope = here;
    if (before === undefined) {
      this.#keep(this.list.map((order) => (order.state === 'pending' ? { ...order, scope: here } : order)));
      for (const { key } of this.list) void this.ask(key);
    } else if (!isSameScope(before, here)) {
      // Where the journal or the principal is another, the same key would let it be done once more.
      for (const abort of this.#aborts.values()) abort.abort();
    }
  }

  #became(key: string, became: Became): void {
    const order = this.of(key);
    if (order !== undefined) this.#put({ ...order, ...became });
  }

  /** What is decided is news, wherever it stood. */
  #put(order: Order): void {
    const others = this.list.filter(({ key }) => key !== order.key);
    const isNews = others.length === this.list.length || !isUndecided(order);
    this.#keep(
      isNews ? [order, ...others] : this.list.map((each) => (each.key === order.key ? order : each)),
    );
    this.#changed(order);
  }

  /** A key whose outcome is unknown is never dropped for newer ones. */
  #keep(orders: readonly Order[]): void {
    this.list = withFewDecided(orders, decidedMax);
    keepOrders(this.list.filter(isUndecided));
  }
}
