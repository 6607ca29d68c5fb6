import { within } from '../../support/within.ts';
import { Crowd } from '../checker/crowd.ts';
import { Dice } from '../simulation/dice.ts';
import { Gremlin } from './gremlin.ts';
import { type Plan, planOf } from './plan.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** How long everyone may take to come to an end once the network is whole again. */
const endsWithinMs = 240_000;

/** A small crowd of its own network, which one seed does harm to. */
export class SeedRun implements AsyncDisposable {
  readonly seed: number;
  readonly crowd: Crowd;
  readonly gremlin: Gremlin;
  readonly #isBadFromTheStart: boolean;
  readonly #proxy: TcpProxy;

  private constructor(seed: number, plan: Plan, proxy: TcpProxy) {
    const { pingAfterMs, isBadFromTheStart } = plan;
    this.seed = seed;
    this.#proxy = proxy;
    this.#isBadFromTheStart = isBadFromTheStart;
    this.gremlin = new Gremlin(proxy, plan);
    this.crowd = new Crowd(proxy.url, seed, {
      ...{ clients: 4, inFlight: 2, name: `seed ${seed}, ` },
      waits: { connectTimeoutMs: 4_000, pingAfterMs, pongWithinMs: 1_200 },
    });
  }

  static async open(seed: number, hubUrl: string): Promise<SeedRun> {
    const plan = planOf(new Dice(seed, 'plan'));
    const { latencyMs, splitChance } = plan;
    const proxy = await TcpProxy.open(hubUrl, { dice: new Dice(seed, 'network'), latencyMs, splitChance });
    return new SeedRun(seed, plan, proxy);
  }

  /** Resolves once all are through with it; says what is wrong where someone still waits then. */
  async run(): Promise<string | undefined> {
    const harm = this.#isBadFromTheStart ? this.gremlin.run() : undefined;
    try {
      await within(endsWithinMs, this.crowd.open(), () => 'for accounts to open and watches to begin');
      this.crowd.begin();
      await (harm ?? this.gremlin.run());
      await within(endsWithinMs, this.crowd.finish(), () => 'for answers and for what is to be watched');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await harm;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crowd[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
  }
}
