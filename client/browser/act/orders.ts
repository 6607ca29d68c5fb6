import { type Command, CommandSchema } from '../../../shared/commands.ts';
import { z } from '../../../shared/zod.ts';
import { FlorinError, NotSent, OutcomeUnknown, Refused } from '../../sdk/errors.ts';
import type { Hub } from '../../sdk/hub.ts';
import { describeTransaction } from '../../words/describe-transaction.ts';
import { interruptionReason } from '../../words/interruption-reason.ts';
import { printable } from '../../words/printable.ts';
import { refusalWords } from '../../words/refusal-phrases.ts';

/** A command that was sent from this tab, and what became of it. */
export interface Order {
  readonly key: string;
  readonly command: Command;
  /** Journal that it was meant for; undefined where none was known yet. */
  readonly epoch: string | undefined;
  /** `unknown`: it was sent and no answer came; it may have been done. `never`: the hub has not decided it. */
  readonly state: 'pending' | 'committed' | 'refused' | 'unknown' | 'never';
  /** What became of it, for people. */
  readonly words: string;
}

const storageName = 'florin.orders';
const ordersMax = 20;

/**
 * The commands of this tab. Each keeps its key until its outcome is known, across lost connections (which the SDK
 * sees to) and across a reload of the page (which session storage does): so none is ever done twice.
 */
export class Orders {
  readonly #hub: Hub;
  readonly #changed: (order: Order) => void;
  readonly #aborts = new Map<string, AbortController>();
  #epoch: string | undefined;
  /** Newest first. */
  list: readonly Order[];

  /** `changed` is told of each order that is new or becomes another. */
  constructor(hub: Hub, changed: (order: Order) => void) {
    this.#hub = hub;
    this.#changed = changed;
    this.list = stored();
    hub.on('state', (state) => {
      if (state.kind === 'live') this.#onEpoch(state.epoch);
    });
  }

  /** How many there are of which nobody knows yet what became of them. */
  get undecided(): number {
    return this.list.filter(isUndecided).length;
  }

  of(key: string): Order | undefined {
    return this.list.find((order) => order.key === key);
  }

  /** Sends the command of these fields under this key, which must be new. */
  send(fields: Readonly<Record<string, unknown>>, key: string): void {
    void this.#send(CommandSchema.parse({ ...fields, id: 0, key }));
  }

  /** Sends a command once more, under the key that it had: if it was done, it is not done again. */
  sendAgain(key: string): void {
    const order = this.of(key);
    if (order !== undefined && this.isForThisHub(order)) void this.#send(order.command);
  }

  /** Whether the hub still has the journal that a command was meant for: no other can tell of it, or may do it. */
  isForThisHub({ epoch }: Order): boolean {
    return epoch === undefined || this.#epoch === undefined || epoch === this.#epoch;
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
    if (order === undefined || !this.isForThisHub(order)) return;
    const answer = await this.#outcome(key);
    // It may have been sent again, and answered, meanwhile.
    if (this.of(key) === order) this.#put({ ...order, ...answer });
  }

  async #outcome(key: string): Promise<Pick<Order, 'state' | 'words'>> {
    try {
      const outcome = await this.#hub.outcome(key, { timeoutMs: Number.POSITIVE_INFINITY });
      if (outcome.kind === 'committed') return { state: 'committed', words: describeTransaction(outcome.tx) };
      if (outcome.kind === 'refused') return { state: 'refused', words: refusalWords(outcome.error) };
      return { state: 'never', words: 'It never reached the hub: nothing was done.' };
    } catch (error) {
      if (!(error instanceof FlorinError)) throw error;
      return { state: 'unknown', words: `The hub could not tell: ${printable(error.message)}.` };
    }
  }

  async #send(command: Command): Promise<void> {
    const { key } = command;
    const order: Order = { key, command, epoch: this.#epoch, state: 'pending', words: '' };
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    this.#put(order);
    try {
      const { id: _id, ...fields } = command;
      const tx = await this.#hub.send(fields, {
        signal: abort.signal,
        timeoutMs: Number.POSITIVE_INFINITY,
        retry: true,
      });
      this.#put({ ...order, state: 'committed', words: describeTransaction(tx) });
    } catch (error) {
      this.#put({ ...order, ...failed(error) });
    } finally {
      this.#aborts.delete(key);
    }
  }

  /**
   * The hub keeps this journal. What is pending in another one may not be sent to it: there it was another
   * command, with other accounts.
   */
  #onEpoch(epoch: string): void {
    if (this.#epoch !== undefined && this.#epoch !== epoch) {
      for (const abort of this.#aborts.values()) abort.abort();
    }
    if (this.#epoch === undefined) {
      this.#epoch = epoch;
      for (const { key } of this.list) void this.ask(key);
    }
    this.#epoch = epoch;
  }

  #put(order: Order): void {
    const others = this.list.filter(({ key }) => key !== order.key);
    this.#keep([order, ...others].slice(0, ordersMax));
    this.#changed(order);
  }

  #keep(orders: readonly Order[]): void {
    this.list = orders;
    store(orders.filter(isUndecided));
  }
}

/** Whether nobody knows yet what became of it. */
export function isUndecided({ state }: Order): boolean {
  return state === 'pending' || state === 'unknown';
}

function failed(error: unknown): Pick<Order, 'state' | 'words'> {
  if (error instanceof Refused) return { state: 'refused', words: refusalWords(error) };
  if (error instanceof NotSent) return { state: 'never', words: 'It was not sent: nothing was done.' };
  if (!(error instanceof OutcomeUnknown)) throw error;
  const reason = error.code === 'aborted' ? 'nobody waits for it any more' : interruptionReason(error.code);
  return { state: 'unknown', words: `It was sent, but not answered: ${reason}.` };
}

const StoredSchema = z.array(z.object({ command: CommandSchema, epoch: z.optional(z.string()) }));

/** Where there is no storage, a reload of the page forgets what was undecided; all else goes on. */
function store(orders: readonly Order[]): void {
  try {
    const kept = orders.map(({ command, epoch }) => ({ command, epoch }));
    sessionStorage.setItem(storageName, JSON.stringify(kept));
  } catch {
    // It is full, or not allowed.
  }
}

/** What an earlier life of the page left undecided. What is not of our making counts as nothing. */
function stored(): Order[] {
  try {
    const { data = [] } = StoredSchema.safeParse(JSON.parse(sessionStorage.getItem(storageName) ?? '[]'));
    const words = 'The page was loaded anew before an answer came, or the hub has another journal now.';
    return data.map(({ command, epoch }) => ({ key: command.key, command, epoch, state: 'unknown', words }));
  } catch {
    return [];
  }
}
