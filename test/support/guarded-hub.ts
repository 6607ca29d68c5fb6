import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken } from '../../server/tools/tokens.ts';
import { HttpAsker } from './http-asker.ts';
import { RawClient } from './raw-client.ts';
import { ServerProcess } from './server-process.ts';

/** A hub that wants tokens, with a principal who may do everything and others as they are needed. */
export class GuardedHub implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly #clients: RawClient[] = [];

  private constructor(server: ServerProcess) {
    this.server = server;
  }

  /** `before`: makes the first tokens, in the data folder that it is given. `imports`: modules that are loaded first. */
  static async start(
    before: (data: string) => void,
    args: readonly string[] = [],
    imports: readonly string[] = [],
  ): Promise<GuardedHub> {
    const data = await mkdtemp(join(tmpdir(), 'florin-guarded-'));
    before(data);
    return new GuardedHub(await ServerProcess.start({ data, args: ['--no-demo', ...args], imports }));
  }

  /** A connection that ends with the hub. */
  async connect(token: string): Promise<RawClient> {
    const client = await RawClient.connect(this.server.url, { token });
    this.#clients.push(client);
    return client;
  }

  http(token?: string): HttpAsker {
    return new HttpAsker(this.server.url, token);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await rm(this.server.data, { recursive: true, force: true });
  }
}

/** A token with these grants; of `*`, with all. */
export function tokenOf(data: string, name: string, ...grants: readonly string[]): string {
  const isFull = grants.includes('*');
  return createToken({ data, name, grants: isFull ? [] : grants, isFull, expiresMs: undefined }, Date.now());
}
