import { setTimeout } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { type Plan, type Trouble, type TroubleKind, troubleKinds } from './plan.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** How often each kind of trouble met a connection. */
export type Hits = Record<TroubleKind, number>;

export function noHits(): Hits {
  return { break: 0, 'lost reply': 0, clog: 0, trickle: 0, partition: 0 };
}

export function addHits(sum: Hits, more: Hits): void {
  for (const kind of troubleKinds) sum[kind] += more[kind];
}

/** Does to a network what a plan says. */
export class Gremlin {
  readonly hits = noHits();
  readonly #proxy: TcpProxy;
  readonly #plan: Plan;
  #isOver = false;

  constructor(proxy: TcpProxy, plan: Plan) {
    this.#proxy = proxy;
    this.#plan = plan;
  }

  /** Resolves when the network is whole again. */
  async run(): Promise<void> {
    const beganMs = performance.now();
    const until = (atMs: number): Promise<void> =>
      setTimeout(Math.max(0, beganMs + atMs - performance.now()));
    for (const { atMs, trouble } of this.#plan.troubles) {
      await until(atMs);
      this.#do(trouble);
    }
    await until(this.#plan.badMs);
    this.#isOver = true;
    this.#proxy.heal();
  }

  #do(trouble: Trouble): void {
    if (trouble.kind === 'partition') {
      this.#part(trouble);
      return;
    }
    const { connections } = this.#proxy;
    const connection = connections[Math.floor(trouble.which * connections.length)];
    if (connection !== undefined) this.#harm(connection, trouble);
  }

  #harm(connection: Connection, trouble: Exclude<Trouble, { readonly kind: 'partition' }>): void {
    switch (trouble.kind) {
      case 'break':
        connection[trouble.way].trap(trouble.behindBytes, () => this.#break(connection, trouble));
        return;
      case 'lost reply':
        connection.toHub.whenPassed(() =>
          connection.toClient.trap(0, () => this.#break(connection, trouble)),
        );
        return;
      case 'clog':
        connection[trouble.way].clog(trouble.forMs);
        break;
      case 'trickle':
        connection[trouble.way].trickle(trouble.bytes);
        break;
    }
    this.hits[trouble.kind] += 1;
  }

  #break(
    connection: Connection,
    { kind, heardBy, isReset }: Extract<Trouble, { readonly isReset: boolean }>,
  ): void {
    connection.break(heardBy, isReset);
    this.hits[kind] += 1;
  }

  #part({ forMs, isForGood, door }: Extract<Trouble, { readonly kind: 'partition' }>): void {
    this.hits.partition += 1;
    this.#proxy.door = door;
    for (const connection of this.#proxy.connections) {
      if (isForGood) connection.break('nobody', false);
      else {
        connection.toHub.clog(forMs);
        connection.toClient.clog(forMs);
      }
    }
    void setTimeout(forMs, undefined, { ref: false }).then(() => {
      if (!this.#isOver) this.#proxy.door = 'open';
    });
  }
}
