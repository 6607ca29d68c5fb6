import { connect, type Hub } from '../../sdk/index.ts';
import type { HubAddress } from '../options.ts';
import { patience } from './ledger-reading.ts';

/** Asks the hub some questions over the connection that it is given. */
export type Asking = (hub: Hub) => Promise<void>;

/**
 * Many questions over a few connections, as many at a time as the hub answers on each (R24): those leave
 * together, in one write. After one that fails, every `add`, and `end`, reject with its error.
 */
export class QuestionSlots implements AsyncDisposable {
  readonly #hubs: readonly Hub[];
  readonly #free: Hub[];
  readonly #running = new Set<Promise<void>>();
  #batch: Asking[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor({ url, token, ca }: HubAddress) {
    const open = (): Hub => connect(url, { token, ca, ...patience });
    this.#hubs = Array.from({ length: connections }, open);
    this.#free = [...this.#hubs];
  }

  /** Resolves when there is room for more. */
  async add(asking: Asking): Promise<void> {
    this.#batch.push(asking);
    if (this.#batch.length >= questionsPerConnection) await this.#send();
  }

  /** Resolves when all is done. */
  async end(): Promise<void> {
    await this.#send();
    await Promise.all(this.#running);
    this.#check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hubs.map((hub) => hub.close()));
  }

  async #send(): Promise<void> {
    while (this.#free.length === 0) await Promise.race(this.#running);
    this.#check();
    const hub = this.#free.pop();
    if (hub === undefined) throw new Error('a connection is free');
    const batch = this.#batch.splice(0);
    const running = this.#ask(hub, batch).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #ask(hub: Hub, batch: readonly Asking[]): Promise<void> {
    try {
      await Promise.all(batch.map((asking) => asking(hub)));
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#free.push(hub);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

const connections = 4;
const questionsPerConnection = 8;
