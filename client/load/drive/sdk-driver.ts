import { backoffMs } from '../../sdk/backoff.ts';
import type { Committed } from '../../sdk/calls.ts';
import { OutcomeUnknown, Refused } from '../../sdk/errors.ts';
import type { Hub } from '../../sdk/hub.ts';
import type { HubState } from '../../sdk/hub-state.ts';
import { connect } from '../../sdk/index.ts';
import type { HubAddress } from '../options.ts';
import { steadyMs } from '../threads/clock.ts';
import { accountName } from '../workload.ts';
import type { Driver, DriverEvents, DriverOptions } from './driver.ts';
import type { CommandJob, Job, ReadJob } from './job.ts';
import { submitBatch, transactionAt } from './plain-driver.ts';
import { PlainRequests } from './plain-requests.ts';
import { wireCommand } from './wire.ts';

/** Commands beyond those in flight: what the end of a run owes to accounts that are frozen. */
const owedMax = 100;

/** A client that is the SDK, as an application uses it. */
export class SdkDriver implements Driver {
  readonly #ledger: string;
  readonly #transactions: boolean;
  readonly #events: DriverEvents;
  readonly #hub: Hub;
  readonly #address: HubAddress;
  /** The SDK sends no batches: these have a bare connection, from the first one on. */
  #batches: PlainRequests<CommandJob> | undefined;
  /** Commands that the SDK has and will write again by itself after a loss. */
  #outstanding = 0;
  #isLive = false;
  #isClosed = false;

  constructor({ url, token, ca, ledger, inflight, transactions }: DriverOptions, events: DriverEvents) {
    this.#ledger = ledger;
    this.#address = { url, token, ca };
    this.#transactions = transactions;
    this.#events = events;
    // No time-outs: what is unanswered is counted at the end of the run.
    this.#hub = connect(url, {
      token,
      ca,
      timeoutMs: Number.POSITIVE_INFINITY,
      queueMax: 2 * inflight + owedMax,
    });
    this.#hub.on('state', (state) => this.#onState(state));
  }

  submit(job: Job): void {
    if (job.kind === 'command') void this.#command(job);
    else if (job.kind === 'read') void this.#read(job);
    else {
      this.#batches ??= this.#openBatches();
      submitBatch(this.#batches, job, this.#ledger);
    }
  }

  get problem(): string {
    const { state } = this.#hub;
    return state.kind === 'reconnecting' ? state.cause.message : '';
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#hub.close(), this.#batches?.close()]);
  }

  #openBatches(): PlainRequests<CommandJob> {
    const events = this.#events;
    return new PlainRequests<CommandJob>(
      { ...this.#address, packed: false },
      {
        up: () => undefined,
        ok: (job, seq, nowMs, frame, from, to) =>
          events.committed(job, seq, nowMs, this.#transactions ? transactionAt(frame, from, to) : undefined),
        refused: (job, { code }, nowMs) => events.refused(job, code, nowMs),
        answered: () => undefined,
        retried: () => events.retried(1),
        ended: (cause) => events.ended(cause),
      },
    );
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

  #send(job: CommandJob): Promise<Committed> {
    const { command, key } = job;
    switch (command.kind) {
      case 'transfer': {
        const from = accountName(this.#ledger, command.from);
        return this.#hub.transfer({
          from,
          to: accountName(this.#ledger, command.to),
          amount: command.amount,
          key,
        });
      }
      case 'deposit':
      case 'withdraw': {
        const account = accountName(this.#ledger, command.account);
        return this.#hub[command.kind]({ account, amount: command.amount, key });
      }
      default:
        return this.#hub.send(wireCommand(job, this.#ledger));
    }
  }

  #ask({ question }: ReadJob): Promise<unknown> {
    const options = { retry: true };
    switch (question.t) {
      case 'get':
        return this.#hub.get(question.accounts, options);
      case 'history': {
        const { account, limit } = question;
        return this.#hub.history({ account, limit }, options);
      }
      case 'balance': {
        const { account, at } = question;
        return this.#hub.balance({ account, at }, options);
      }
      case 'statement': {
        const { account, from, limit } = question;
        return this.#hub.statement({ account, from, limit }, options);
      }
    }
  }

  async #read(job: ReadJob): Promise<void> {
    try {
      await this.#ask(job);
      this.#events.read(job, steadyMs());
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
