import { commandKey, newRun, registrationKey } from '../../client/load/command-key.ts';
import { captureBefore, type LedgerBefore } from '../../client/load/ledger-before.ts';
import { checkLedger } from '../../client/load/ledger-check.ts';
import { type LoadOptions, LoadOptionsSchema } from '../../client/load/options.ts';
import { OutcomeLog } from '../../client/load/outcome-log.ts';
import type { LedgerCheck } from '../../client/load/result.ts';
import type { WatcherReport } from '../../client/load/watcher-report.ts';
import { accountName, Workload } from '../../client/load/workload.ts';
import { connect, type Hub, Refused } from '../../client/sdk/index.ts';
import type { ErrorCode } from '../../shared/codes.ts';

/** A load run in one thread and over one connection: a driver of the test's own, to put the check to the test. */
export class SmallRun implements AsyncDisposable {
  readonly run = newRun();
  readonly options: LoadOptions;
  readonly workload: Workload;
  readonly log = new OutcomeLog(Date.now());
  readonly hub: Hub;
  #n = 0;
  #prepared = 0;
  #before: LedgerBefore | undefined;

  constructor(url: string, options: Partial<LoadOptions> = {}) {
    this.options = LoadOptionsSchema.parse({
      url,
      workload: 'transfer',
      ledger: 'load',
      accounts: 10,
      skew: 0,
      clients: 1,
      inflight: 100,
      driver: 'sdk',
      watchers: 0,
      watchMode: 'all',
      watchAccounts: 0,
      duration: 1,
      warmup: 0,
      seed: 1,
      threads: 1,
      ...options,
    });
    this.workload = new Workload(this.options);
    this.hub = connect(url);
  }

  /** Makes the ledger and its accounts, with `funds` each. */
  async prepare(funds = '1000'): Promise<void> {
    const { ledger, accounts } = this.options;
    try {
      await this.hub.createLedger({ ledger, asset: 'CNY', scale: 2, key: registrationKey(this.run) });
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'ledger_exists') throw error;
    }
    for (let first = 0; first < accounts; first += 1000) {
      const numbers = Array.from({ length: Math.min(1000, accounts - first) }, (_, at) => first + at);
      await Promise.all(
        numbers.flatMap((number) => {
          const account = accountName(ledger, number);
          return [
            this.hub.open({ account, ledger, key: this.#preparationKey() }).catch(ignoreOpen),
            this.hub.deposit({ account, amount: funds, key: this.#preparationKey() }),
          ];
        }),
      );
    }
    await this.capture();
  }

  #preparationKey(): string {
    this.#prepared += 1;
    return commandKey(Date.now(), this.run, 1, this.#prepared);
  }

  async capture(): Promise<void> {
    this.#before = await captureBefore(this.hub, this.options, new AbortController().signal);
  }

  /** Sends so many commands, as many at a time as the options say, and waits for their answers. */
  async send(count: number): Promise<void> {
    const end = this.#n + count;
    const client = async (): Promise<void> => {
      while (this.#n < end) {
        const n = this.#write();
        const answer = await this.#ask(n);
        if (typeof answer === 'number') this.log.committed(n, answer);
        else this.log.refused(n, answer);
      }
    };
    await Promise.all(Array.from({ length: this.options.inflight }, client));
  }

  /** Sends a command that is done without anybody hearing of it. */
  async sendUnheard(): Promise<void> {
    await this.#ask(this.#write());
  }

  /** Sends a command that never arrives. */
  loseOne(): void {
    this.#write();
  }

  #write(): number {
    const n = this.#n;
    this.#n += 1;
    this.log.sent(n, Date.now());
    return n;
  }

  /** The seq of command n, or why the hub refused it. */
  async #ask(n: number): Promise<number | ErrorCode> {
    const { ledger } = this.options;
    const key = commandKey(this.log.keyMs(n), this.run, 0, n);
    const command = this.workload.command(0, n);
    const { amount } = command;
    try {
      if (command.kind !== 'transfer') {
        return (await this.hub[command.kind]({ key, account: accountName(ledger, command.account), amount }))
          .seq;
      }
      const from = accountName(ledger, command.from);
      return (await this.hub.transfer({ key, from, to: accountName(ledger, command.to), amount })).seq;
    } catch (error) {
      if (error instanceof Refused) return error.code;
      throw error;
    }
  }

  async check(
    watchers: readonly WatcherReport[] = [],
    controller = new AbortController(),
  ): Promise<LedgerCheck> {
    if (this.#before === undefined) throw new Error('the run is not prepared');
    return checkLedger({
      hub: this.hub,
      options: this.options,
      run: this.run,
      workload: this.workload,
      logs: [this.log],
      before: this.#before,
      watchers,
      signal: controller.signal,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hub.close();
  }
}

/** The account is there already. */
function ignoreOpen(error: unknown): void {
  if (!(error instanceof Refused) || error.code !== 'account_exists') throw error;
}
