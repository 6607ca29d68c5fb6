import { done } from '../../support/errands.ts';
import type { RawClient } from '../../support/raw-client.ts';

/** Asks one command after the other, each of which has to be taken, until it is told to stop. */
export class Neighbour implements AsyncDisposable {
  #stopped = false;
  #count = 0;
  readonly #work: Promise<void>;

  constructor(client: RawClient, account: string) {
    this.#work = this.#ask(client, account);
  }

  /** How many commands were answered; rejects where one was not taken. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await this.#work;
    return this.#count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#work.catch(() => undefined);
  }

  async #ask(client: RawClient, account: string): Promise<void> {
    while (!this.#stopped) {
      await done(client, { t: 'deposit', account, amount: '1' });
      this.#count += 1;
    }
  }
}
