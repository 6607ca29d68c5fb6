import { commandKey, newRun, registrationKey } from '../../client/load/command-key.ts';
import { Commands } from '../../client/load/drive/commands.ts';
import type { BatchJob, CommandJob } from '../../client/load/drive/job.ts';
import { submitBatch } from '../../client/load/drive/plain-driver.ts';
import { PlainRequests } from '../../client/load/drive/plain-requests.ts';
import { wireCommand } from '../../client/load/drive/wire.ts';
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
  /** How many were refused with which code. */
  readonly refusals = new Map<ErrorCode, number>();
  readonly #commands: Commands;
  readonly hub: Hub;
  #toSend = 0;
  #batches: PlainRequests<CommandJob> | undefined;
  /** Who waits for the answer to a command of a batch, by its number. */
  readonly #heard = new Map<number, (answer: number | ErrorCode) => void>();
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
    this.#commands = new Commands(this.workload, this.run, 0, this.log);
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

  /** Sends so many commands (a batch is as many as it has), as many at a time as the options say, and waits for their answers. */
  async send(count: number): Promise<void> {
    this.#toSend += count;
    const client = async (): Promise<void> => {
      while (this.#toSend > 0) await this.#sendOne(this.#commands.next(0));
    };
    await Promise.all(Array.from({ length: this.options.inflight }, client));
    // Batches may have gone beyond.
    this.#toSend = 0;
  }

  /** How many commands the hub said ok to. */
  get acknowledged(): number {
    return this.#commands.transactions;
  }

  /** Thaws what the run has left frozen. */
  async end(): Promise<void> {
    for (let job = this.#commands.owed(0); job !== undefined; job = this.#commands.owed(0))
      await this.#sendOne(job);
  }

  async #sendOne(job: CommandJob | BatchJob): Promise<void> {
    const jobs = job.kind === 'batch' ? job.jobs : [job];
    this.#toSend -= jobs.length;
    const answers = job.kind === 'batch' ? await this.#askBatch(job) : [await this.#ask(job)];
    for (const [at, each] of jobs.entries()) {
      const answer = answers[at] ?? 'unavailable';
      if (typeof answer === 'number') this.#commands.committed(each, answer);
      else {
        this.#commands.refused(each, answer);
        this.refusals.set(answer, (this.refusals.get(answer) ?? 0) + 1);
      }
    }
  }

  /** Sends a command that is done without anybody hearing of it. */
  async sendUnheard(): Promise<void> {
    await this.#ask(this.#write());
  }

  /** Sends a command that never arrives. */
  loseOne(): void {
    this.#write();
  }

  #write(): CommandJob {
    const job = this.#commands.next(0);
    if (job.kind === 'batch') throw new Error('the next command is a batch');
    return job;
  }

  /** The seq of a command, or why the hub refused it. */
  async #ask(job: CommandJob): Promise<number | ErrorCode> {
    try {
      return (await this.hub.send(wireCommand(job, this.options.ledger))).seq;
    } catch (error) {
      if (error instanceof Refused) return error.code;
      throw error;
    }
  }

  /** The same of each command of a batch, over a connection of its own. */
  #askBatch(job: BatchJob): Promise<(number | ErrorCode)[]> {
    this.#batches ??= new PlainRequests<CommandJob>(
      { url: this.options.url, token: undefined, packed: false },
      {
        up: () => undefined,
        ok: ({ n }, seq) => this.#heard.get(n)?.(seq),
        refused: ({ n }, { code }) => this.#heard.get(n)?.(code),
        answered: () => undefined,
        retried: () => undefined,
        ended: (cause) => {
          throw cause;
        },
      },
    );
    const answers = job.jobs.map(
      ({ n }) => new Promise<number | ErrorCode>((resolve) => this.#heard.set(n, resolve)),
    );
    submitBatch(this.#batches, job, this.options.ledger);
    return Promise.all(answers);
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

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.hub.close(), this.#batches?.close()]);
  }
}

/** The account is there already. */
function ignoreOpen(error: unknown): void {
  if (!(error instanceof Refused) || error.code !== 'account_exists') throw error;
}
