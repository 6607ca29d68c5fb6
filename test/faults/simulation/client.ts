import { setTimeout as sleep } from 'node:timers/promises';
import { connect, FlorinError, type Hub } from '../../../client/sdk/index.ts';
import type { WatchMode } from '../../../shared/watching.ts';
import type { WatchedTarget } from '../checker/history.ts';
import type { Recorder } from '../checker/recorder.ts';
import type { SdkWatch } from '../checker/sdk-watch.ts';
import { accounts, Teller } from '../checker/teller.ts';
import type { Dice } from './dice.ts';
import type { Plan } from './plan.ts';

export const hubUrl = 'ws://127.0.0.1:7400/ws';

/** One client: does what a teller does, reads, and watches, over a connection that it may give up. */
export class Client {
  readonly #name: string;
  readonly #recorder: Recorder;
  readonly #dice: Dice;
  readonly #plan: Plan;
  readonly #hub: Hub;
  readonly #teller: Teller;
  readonly watches: { readonly watch: SdkWatch; readonly target: WatchedTarget }[] = [];

  constructor(name: string, recorder: Recorder, dice: Dice, plan: Plan) {
    this.#name = name;
    this.#recorder = recorder;
    this.#dice = dice;
    this.#plan = plan;
    const timeoutMs = dice.pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2_000, 15_000]);
    this.#hub = connect(hubUrl, { timeoutMs, retry: dice.chance(0.8) });
    this.#teller = new Teller(this.#hub, recorder, () => dice.next());
  }

  /** Does its acts, some at once, and begins its watches between them. */
  async work(): Promise<void> {
    const atOnce = 1 + this.#dice.below(3);
    await Promise.all([
      ...Array.from({ length: this.#dice.below(3) }, () => this.#watch()),
      ...Array.from({ length: atOnce }, () => this.#act(Math.ceil(this.#plan.acts / atOnce))),
    ]);
  }

  async #act(acts: number): Promise<void> {
    for (let act = 0; act < acts; act += 1) {
      await sleep(this.#dice.wait(this.#plan.thinkMs));
      if (this.#dice.chance(0.75)) await this.#teller.act();
      else await this.#ask();
    }
  }

  /** A question. That it gets no answer is no fault. */
  async #ask(): Promise<void> {
    try {
      await this.#anyQuestion();
    } catch (error) {
      if (!(error instanceof FlorinError)) throw error;
    }
  }

  async #anyQuestion(): Promise<void> {
    const [hub, dice] = [this.#hub, this.#dice];
    const account = dice.any(accounts) ?? '';
    const limit = 1 + dice.below(20);
    switch (dice.below(9)) {
      case 0:
        return await this.#recorder.get(hub, [account, '@world:cash']);
      case 1:
        return await this.#recorder.trial(hub);
      case 2:
        await hub.history({ account, limit });
        return;
      case 3:
        await hub.history({
          account,
          after: dice.below(40),
          limit,
          kind: dice.pick(['transfer', 'hold', 'deposit']),
        });
        return;
      case 4:
        await hub.balance({ account, at: 1 + dice.below(60) });
        return;
      case 5:
        return await this.#list(limit);
      case 6:
        await hub.journal({ after: dice.below(60), limit });
        return;
      case 7:
        await hub.statement({ account, from: new Date(0).toISOString(), limit });
        return;
      default:
        await hub.get([account], { timeoutMs: 20 });
    }
  }

  async #list(limit: number): Promise<void> {
    const askedMs = this.#recorder.nowMs();
    const page = await this.#hub.list({ limit });
    this.#recorder.reads.push({
      askedMs,
      answeredMs: this.#recorder.nowMs(),
      seq: page.seq,
      accounts: page.accounts,
    });
  }

  /** A watch ends where the hub cannot begin it: then another one is begun. */
  async #watch(): Promise<void> {
    const dice = this.#dice;
    const mode: WatchMode = dice.pick(['all', 'latest']);
    const some = accounts.filter(() => dice.chance(0.4));
    const target: WatchedTarget = dice.pick<WatchedTarget>([
      '*',
      { ledger: dice.pick(['cash', 'points']) },
      [...some, '@world:cash'],
    ]);
    for (;;) {
      await sleep(dice.wait(this.#plan.thinkMs * 2));
      const watch = this.#hub.watch(target, { mode });
      const name = `the ${mode} watch ${this.watches.length + 1} of ${this.#name}`;
      const seen = this.#recorder.watch(name, watch, target, mode);
      try {
        await watch.ready();
        this.watches.push({ watch: seen, target });
        return;
      } catch (error) {
        if (!(error instanceof FlorinError)) throw error;
      }
    }
  }
}
