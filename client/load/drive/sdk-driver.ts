import { backoffMs } from '../../sdk/backoff.ts';
import type { Committed } from '../../sdk/calls.ts';
import { OutcomeUnknown, Refused } from '../../sdk/errors.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { HubState } from '../../sdk/hub-state.ts';
import { connect } from '../../sdk/index.ts';
import { steadyMs } from '../threads/clock.ts';
import { accountName } from '../workload.ts';
import type { Driver, DriverEvents, DriverOptions } from './driver.ts';
import type { CommandJob, Job, ReadJob } from './job.ts';

/** A client that is the SDK, as an application uses it. */
export class SdkDriver implements Driver {
  readonly #ledger: string;
  readonly #transactions: boolean;
  readonly #events: DriverEvents;
  readonly #hub: Hub;
  /** Commands that the SDK has and will write again by itself after a loss. */
  #outstanding = 0;
  #isLive = false;
  #isClosed = false;

  constructor({ url, token, ledger, inflight, transactions }: DriverOptions, events: DriverEvents) {
    this.#ledger = ledger;
    this.#transactions = transactions;
    this.#events = events;
    // No time-outs: what is unanswered is counted at the end of the run.
    this.#hub = connect(url, { token, timeoutMs: Number.POSITIVE_INFINITY, queueMax: 2 * inflight });
    this.#hub.on('state', (state) => this.#onState(state));
  }

  submit(job: Job): void {
    if (job.kind === 'command') void this.#command(job);
    else void this.#read(job);
  }

  get problem(): string {
    const { state } = this.#hub;
    return state.kind === 'reconnecting' ? state.cause.message : '';
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#hub.close();
  }

  #onState(state: HubState): void {
    if (this.#isClosed) return;
    if (state.kind === 'live') this.#events.up();
    else if (this.#isLive) this.#events.retried(this.#outstanding);
    this.#isLive = state.kind === 'live';
    if (state.kind !== 'closed' || state.cause === undefined) return;
    this.#isClosed = true;
    this.#events.ended(state.cause);
  }

  async #command(job: CommandJob): Promise<void> {
    for (let attempt = 0; !this.#isClosed; attempt += 1) {
      this.#outstanding += 1;
      try {
        const tx = await this.#send(job);
        this.#outstanding -= 1;
        this.#events.committed(job, tx.seq, steadyMs(), this.#transactions ? tx : undefined);
        return;
      } catch (error) {
        this.#outstanding -= 1;
        if (this.#isClosed) return;
        if (error instanceof Refused && !error.retryable) {
          this.#events.refused(job, error.code, steadyMs());
          return;
        }
        // `unsettled`: written twice, and the second copy was refused for now. The key makes it act once.
        const mayPass = error instanceof Refused || error instanceof OutcomeUnknown;
        if (!mayPass) throw error;
      }
      await pause(attempt);
      this.#events.retried(1);
    }
  }

  #send({ command, key }: CommandJob): Promise<Committed> {
    const { amount } = command;
    if (command.kind === 'transfer') {
      const from = accountName(this.#ledger, command.from);
      return this.#hub.transfer({ from, to: accountName(this.#ledger, command.to), amount, key });
    }
    const account = accountName(this.#ledger, command.account);
    return command.kind === 'deposit'
      ? this.#hub.deposit({ account, amount, key })
      : this.#hub.withdraw({ account, amount, key });
  }

  async #read(job: ReadJob): Promise<void> {
    try {
      await this.#hub.get(job.accounts, { retry: true });
      this.#events.read(job);
    } catch (error) {
      if (this.#isClosed) return;
      if (!(error instanceof Refused)) throw error;
      this.#events.refused(job, error.code, steadyMs());
    }
  }
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())).unref());
}
