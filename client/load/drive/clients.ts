import type { Transaction } from '../../../shared/transaction.ts';
import type { LoadOptions } from '../options.ts';
import { steadyMs } from '../threads/clock.ts';
import type { Meter } from '../threads/meter.ts';
import { ClosedLoop } from './closed-loop.ts';
import type { Commands } from './commands.ts';
import type { Driver, DriverEvents } from './driver.ts';
import type { BatchState } from './job.ts';
import type { Loop } from './loop.ts';
import { OpenLoop } from './open-loop.ts';
import { PlainDriver } from './plain-driver.ts';
import type { Reads } from './reads.ts';
import { SdkDriver } from './sdk-driver.ts';

export interface ClientsEvents {
  /** One more is connected. */
  connected(): void;
  /** Told where {@link ClientsOptions.transactions} asks for it. */
  transaction(tx: Transaction): void;
  /** Nothing awaits an answer any more, after {@link Clients.stop}. */
  drained(): void;
  failed(problem: string): void;
}

export interface ClientsOptions {
  readonly options: LoadOptions;
  readonly commands: Commands;
  /** Asked between the commands, where the workload has any. */
  readonly reads: Reads | undefined;
  readonly transactions: boolean;
}

/** The clients of one thread. */
export class Clients {
  readonly #own: ClientsOptions;
  readonly #events: ClientsEvents;
  readonly #drivers: Driver[] = [];
  /** Reads without an answer, by client. */
  readonly #reading: number[] = [];
  #loop: Loop | undefined;
  #meter: Meter | undefined;
  #isStopped = false;

  constructor(own: ClientsOptions, events: ClientsEvents) {
    this.#own = own;
    this.#events = events;
  }

  /** Begins to connect one more. */
  add(): void {
    const client = this.#drivers.length;
    const { options, transactions } = this.#own;
    const { url, token, ca, ledger, inflight } = options;
    const driverOptions = { url, token, ca, ledger, inflight, transactions };
    const events = this.#driverEvents(client);
    this.#drivers.push(
      options.driver === 'sdk'
        ? new SdkDriver(driverOptions, events)
        : new PlainDriver(driverOptions, events),
    );
  }

  /** Sends commands from now on. Returns what takes the moments of an open loop. */
  start(meter: Meter): (momentsMs: Float64Array) => void {
    this.#meter = meter;
    const { rate, inflight } = this.#own.options;
    const send = (client: number, startedMs: number): void => this.#send(client, startedMs);
    const count = this.#drivers.length;
    if (rate === undefined) {
      this.#loop = new ClosedLoop(count, inflight, send);
      this.#loop.start();
      return () => {};
    }
    const loop = new OpenLoop(count, inflight, send, (dueMs) => meter.skipped(dueMs));
    this.#loop = loop;
    return (momentsMs) => loop.due(momentsMs);
  }

  /** Sends nothing new. */
  stop(): void {
    this.#isStopped = true;
    this.#loop?.stop();
    this.#sendOwed(0);
    this.#lookWhetherDrained();
  }

  /** Why a client could not connect when it last tried; empty where all could. */
  get problem(): string {
    return this.#drivers.find(({ problem }) => problem !== '')?.problem ?? '';
  }

  async close(): Promise<void> {
    await Promise.all(this.#drivers.map((driver) => driver.close()));
  }

  #send(client: number, startedMs: number): void {
    const { commands, reads, options } = this.#own;
    const driver = this.#drivers[client];
    driver?.submit(commands.next(startedMs));
    const read = reads?.next(startedMs, commands.lastSeq);
    const reading = this.#reading[client] ?? 0;
    if (read === undefined || reading >= options.inflight) return;
    this.#reading[client] = reading + 1;
    driver?.submit(read);
  }

  #driverEvents(client: number): DriverEvents {
    const { commands } = this.#own;
    let isNew = true;
    return {
      up: () => {
        if (isNew) this.#events.connected();
        isNew = false;
      },
      committed: (job, seq, nowMs, tx) => {
        commands.committed(job, seq);
        this.#meter?.acknowledged(job.command.kind, job.startedMs, nowMs);
        if (tx !== undefined) this.#events.transaction(tx);
        this.#onAnswered(client, job.batch);
      },
      refused: (job, code) => {
        this.#meter?.refused(job.kind === 'read' ? job.question.t : job.command.kind, code);
        if (job.kind === 'read') this.#onRead(client);
        else {
          commands.refused(job, code);
          this.#onAnswered(client, job.batch);
        }
      },
      read: (job, nowMs) => {
        this.#meter?.read(job.question.t, job.startedMs, nowMs);
        this.#onRead(client);
      },
      retried: (count) => this.#meter?.retried(count),
      ended: ({ message }) => this.#events.failed(message),
    };
  }

  /** A batch took the place of one command, until all of it is answered. */
  #onAnswered(client: number, batch: BatchState | undefined): void {
    if (batch !== undefined) {
      batch.left -= 1;
      if (batch.left > 0) return;
    }
    this.#loop?.answered(client);
    if (!this.#isStopped) return;
    this.#sendOwed(client);
    this.#lookWhetherDrained();
  }

  #sendOwed(client: number): void {
    const { commands } = this.#own;
    for (let job = commands.owed(steadyMs()); job !== undefined; job = commands.owed(steadyMs()))
      this.#drivers[client]?.submit(job);
  }

  #onRead(client: number): void {
    this.#reading[client] = (this.#reading[client] ?? 0) - 1;
  }

  #lookWhetherDrained(): void {
    if (this.#own.commands.outstanding === 0) this.#events.drained();
  }
}
