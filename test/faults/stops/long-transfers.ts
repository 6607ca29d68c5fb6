import { connect, type Hub } from '../../../client/sdk/index.ts';
import { newKey } from '../../support/new-key.ts';
import type { Recorder } from '../checker/recorder.ts';

/** Accounts that a transfer names besides its own two: so many that its event takes eight kilobytes. */
const named = 120;
const idChars = 64;
/** Transfers under way at a time. */
const inFlight = 10;

/** Asks for transfers that have long events, so that few of them fill what lies between the hub and who does not read. */
export class LongTransfers implements AsyncDisposable {
  readonly #hub: Hub;
  readonly #recorder: Recorder;
  #expect: Record<string, number> = {};
  /** Seq of the newest that was acknowledged. */
  seq = 0;

  constructor(url: string, recorder: Recorder) {
    this.#hub = connect(url, { timeoutMs: Number.POSITIVE_INFINITY });
    this.#recorder = recorder;
  }

  /** Opens the accounts. */
  async open(): Promise<void> {
    await this.#send({ t: 'ledger', key: newKey(), ledger: 'cash', asset: 'CNY', scale: 2 });
    const others = Array.from({ length: named }, (_, nth) => `other-${nth}-`.padEnd(idChars, 'x'));
    for (const account of ['giver', 'taker', ...others])
      await this.#send({ t: 'open', key: newKey(), account, ledger: 'cash' });
    await this.#send({ t: 'deposit', key: newKey(), account: 'giver', amount: '1000000' });
    const { accounts } = await this.#hub.get(others);
    this.#expect = Object.fromEntries(accounts.map(({ account, version }) => [account, version]));
  }

  /** Resolves once so many more are acknowledged. */
  async make(count: number): Promise<void> {
    let left = count;
    const work = async (): Promise<void> => {
      for (; left > 0; ) {
        left -= 1;
        const expect = this.#expect;
        await this.#send({ t: 'transfer', key: newKey(), from: 'giver', to: 'taker', amount: '1', expect });
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub.close();
  }

  async #send(command: Parameters<Recorder['send']>[1]): Promise<void> {
    const answer = await this.#recorder.send(this.#hub, command);
    if (answer?.t !== 'ok') throw new Error(`${command.t} was not done: ${JSON.stringify(answer)}`);
    this.seq = Math.max(this.seq, answer.tx.seq);
  }
}
