import { pino } from 'pino';
import { Hub } from '../../server/hub.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import type { Views } from '../../server/views/views.ts';
import { FillingJournal } from './filling-journal.ts';
import { RawClient } from './raw-client.ts';

/** A real hub in the test's own process, where the test can set the clock, on a journal that outlives it. */
export class LocalHub implements AsyncDisposable {
  readonly journal = new FillingJournal();
  #views: Views | undefined;
  #hub: Hub | undefined;
  readonly #clients: RawClient[] = [];

  static async start(): Promise<LocalHub> {
    const local = new LocalHub();
    await local.start();
    return local;
  }

  /** Starts the hub again; it knows what the journal holds. */
  async start(): Promise<void> {
    this.#views = await openLocalViews({ journal: this.journal, recentMax: 100 });
    this.#hub = await Hub.start(
      { host: '127.0.0.1', port: 0, demo: false },
      this.journal,
      this.#views,
      pino({ level: 'silent' }),
      (error) => {
        throw error;
      },
    );
  }

  /** Stops the hub and closes the connections to it. */
  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) await client[Symbol.asyncDispose]();
    await this.#hub?.stop();
    await this.#views?.[Symbol.asyncDispose]();
  }

  get url(): string {
    return this.#hub?.url ?? '';
  }

  /** Where it answers over HTTP, without a slash at the end. */
  get httpUrl(): string {
    return (this.#hub?.pageUrl ?? '').replace(/\/$/, '');
  }

  /** A connection that ends with the hub. */
  async connect(): Promise<RawClient> {
    const client = await RawClient.connect(this.url);
    this.#clients.push(client);
    return client;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
