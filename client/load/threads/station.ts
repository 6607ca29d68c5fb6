import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { Transaction } from '../../../shared/transaction.ts';
import { Clients } from '../drive/clients.ts';
import { Commands } from '../drive/commands.ts';
import { Reads } from '../drive/reads.ts';
import { OutcomeLog } from '../outcome-log.ts';
import { CommitTimes } from '../watch/commit-times.ts';
import { Watchers } from '../watch/watchers.ts';
import { Workload } from '../workload.ts';
import { steadyMs } from './clock.ts';
import type { FromThread, Schedule, ThreadSetup, ToThread } from './messages.ts';
import { Meter } from './meter.ts';

/** Connections of a thread that are being made at once; a hub has a bounded queue of new ones. */
const connectingMax = 64;
/** How often the number of connections is told while they are made. */
const tellEveryMs = 100;
/** How long commands may take to be answered once no more are sent. */
const drainWithinMs = 10_000;
/** How long watchers may take to be told of everything once all commands are answered. */
const finishWithinMs = 10_000;

/** What one load thread does, from connecting to its report. */
export class Station {
  /** Resolves when it is done and all its connections are closed. */
  readonly ended: Promise<void>;
  readonly #setup: ThreadSetup;
  readonly #post: (message: FromThread) => void;
  readonly #log: OutcomeLog;
  readonly #commands: Commands;
  readonly #clients: Clients;
  readonly #watchers: Watchers;
  readonly #times: CommitTimes | undefined;
  readonly #connectTimer: NodeJS.Timeout;
  /** Connections whose making has begun, clients before watchers; and those that stand. */
  #begun = 0;
  #connected = 0;
  #meter: Meter | undefined;
  #endTimer: NodeJS.Timeout | undefined;
  #drainTimer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isDrained = false;
  #loopAtMeasure: EventLoopUtilization | undefined;
  #busy = 0;
  #onEnded = (): void => {};

  constructor(setup: ThreadSetup, post: (message: FromThread) => void) {
    const { options, run, thread, startMs, commitTimes } = setup;
    this.#setup = setup;
    this.#post = post;
    this.#log = new OutcomeLog(startMs);
    this.#times = commitTimes && new CommitTimes(commitTimes, startMs);
    const workload = new Workload(options);
    this.#commands = new Commands(workload, run, thread, this.#log);
    const reads = workload.hasScript ? new Reads(workload, options.ledger, options.seed, thread) : undefined;
    const failed = (message: string): void => post({ kind: 'failed', message });
    const connected = (): void => this.#onConnected();
    this.#clients = new Clients(
      { options, commands: this.#commands, reads, transactions: this.#times !== undefined },
      {
        connected,
        transaction: (tx) => this.#tell(tx),
        drained: () => this.#onDrained(),
        failed,
      },
    );
    this.#watchers = new Watchers(options, { watching: connected, failed });
    this.ended = new Promise((resolve) => {
      this.#onEnded = resolve;
    });
    this.#connectTimer = setInterval(() => this.#tellConnected(), tellEveryMs);
    for (let at = 0; at < connectingMax; at += 1) this.#connectNext();
    this.#lookWhetherConnected();
  }

  take(message: ToThread): void {
    switch (message.kind) {
      case 'begin':
        this.#begin(message.schedule);
        break;
      case 'stop':
        this.#meter?.endAt(message.endMs);
        if (this.#setup.arrivals === undefined) this.#stop();
        break;
      case 'finish':
        void this.#finish(message.seq, message.transactions);
        break;
      case 'merged':
        this.#meter?.takeBack(...message.histograms);
        break;
    }
  }

  #connectNext(): void {
    const { clients, watchers } = this.#setup;
    if (this.#begun >= clients + watchers.count) return;
    const isClient = this.#begun < clients;
    if (isClient) this.#clients.add();
    else this.#watchers.add(watchers.first + this.#begun - clients);
    this.#begun += 1;
  }

  #onConnected(): void {
    this.#connected += 1;
    this.#connectNext();
    this.#lookWhetherConnected();
  }

  #lookWhetherConnected(): void {
    if (this.#connected < this.#setup.clients + this.#setup.watchers.count) return;
    clearInterval(this.#connectTimer);
    this.#tellConnected();
  }

  #tellConnected(): void {
    const problem = this.#clients.problem || this.#watchers.problem;
    this.#post({ kind: 'connected', connections: this.#connected, problem });
  }

  #begin(schedule: Schedule): void {
    const meter = new Meter(
      schedule,
      (slice) => this.#post({ kind: 'slice', slice }),
      this.#setup.options.workload === 'mixed',
    );
    this.#meter = meter;
    this.#watchers.measure(meter, this.#times);
    const at = (momentMs: number, act: () => void): NodeJS.Timeout =>
      setTimeout(act, Math.max(0, momentMs - steadyMs()));
    at(schedule.warmUpMs, () => {
      if (this.#isStopped) return;
      const take = this.#clients.start(meter);
      this.#setup.arrivals?.on('message', take);
    });
    at(schedule.measureMs, () => {
      this.#loopAtMeasure = performance.eventLoopUtilization();
    });
    // The last moments of an open loop may be on their way when it ends; its port closes behind them.
    if (this.#setup.arrivals === undefined) this.#endTimer = at(schedule.endMs, () => this.#stop());
    else this.#setup.arrivals.on('close', () => this.#stop());
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#endTimer);
    if (this.#loopAtMeasure !== undefined)
      this.#busy = performance.eventLoopUtilization(this.#loopAtMeasure).utilization;
    this.#drainTimer = setTimeout(() => this.#onDrained(), drainWithinMs);
    this.#clients.stop();
  }

  #onDrained(): void {
    if (this.#isDrained) return;
    this.#isDrained = true;
    clearTimeout(this.#drainTimer);
    const { lastSeq, transactions } = this.#commands;
    this.#post({ kind: 'drained', seq: lastSeq, transactions });
  }

  async #finish(seq: number, transactions: number): Promise<void> {
    const watchers = await this.#watchers.finish(seq, transactions, finishWithinMs);
    this.#meter?.close();
    await Promise.all([this.#clients.close(), this.#watchers.close()]);
    const unanswered = this.#commands.outstanding;
    this.#post({ kind: 'finished', log: this.#log.toTransfer(), watchers, unanswered, busy: this.#busy });
    this.#onEnded();
  }

  /** Tells watchers when a transaction was, by the names under which they will look for it. */
  #tell({ seq, at, legs }: Transaction): void {
    const atMs = Date.parse(at);
    const { watchAccounts, ledger } = this.#setup.options;
    if (watchAccounts === 0) {
      this.#times?.set(0, seq, atMs);
      return;
    }
    for (const { account, version } of legs) {
      const number = Number(account.slice(ledger.length + 1));
      if (version !== undefined && Number.isInteger(number)) this.#times?.set(number, version, atMs);
    }
  }
}
