import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { socketPath } from '../shared/limits.ts';
import { Door } from './access/door.ts';
import { defaultLimits, type HubLimits } from './access/hub-limits.ts';
import { Rates } from './access/rate.ts';
import { CommandCounts } from './command-counts.ts';
import { begin } from './demo.ts';
import { Edge } from './edge.ts';
import { CloseCounts } from './gateway/close-counts.ts';
import { FanOut } from './gateway/fan-out.ts';
import { FlushQueue } from './gateway/flush-queue.ts';
import { Gateway } from './gateway/gateway.ts';
import { Intake } from './gateway/intake.ts';
import { Outcomes } from './gateway/outcomes.ts';
import { Questions } from './gateway/questions.ts';
import { Recent } from './gateway/recent.ts';
import { noRecoveries } from './gateway/recovery-counts.ts';
import { Seats } from './gateway/seats.ts';
import { Snapshots } from './gateway/snapshots.ts';
import { Api } from './http/api/api.ts';
import { httpListener } from './http/app.ts';
import { serveDocuments } from './http/documents/documents.ts';
import { Metrics } from './http/metrics/metrics.ts';
import { servePage } from './http/page.ts';
import type { Journal } from './journal/journal.ts';
import { limits } from './limits.ts';
import { loadMemory } from './load-memory.ts';
import { type Memory, Pipeline } from './pipeline.ts';
import type { Tls } from './tls.ts';
import type { LoadedState, Views } from './views/views.ts';

export interface HubOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether a new journal begins with the demo bank. */
  readonly demo: boolean;
  /** Who may come in; everyone where left out. */
  readonly door?: Door;
  /** Further origins and TLS: see {@link Edge}. */
  readonly origins?: readonly string[];
  readonly tls?: Tls;
  readonly limits?: Partial<HubLimits>;
}

/** The parts put together: from opened storage to a hub that serves. */
export class Hub implements AsyncDisposable {
  readonly #pipeline: Pipeline;
  readonly #gateway: Gateway;
  readonly #api: Api;
  readonly #server: Server;
  readonly #metrics: Metrics;
  /** What stands behind `ws` and `http` in addresses. */
  readonly #secure: 's' | '';
  #stopping: Promise<void> | undefined;

  private constructor(
    pipeline: Pipeline,
    gateway: Gateway,
    api: Api,
    server: Server,
    metrics: Metrics,
    isTls: boolean,
  ) {
    this.#pipeline = pipeline;
    this.#gateway = gateway;
    this.#api = api;
    this.#server = server;
    this.#metrics = metrics;
    this.#secure = isTls ? 's' : '';
  }

  /**
   * Starts serving. `broken` is called at most once, when nobody can tell any more what is durable: the
   * process has to end then.
   */
  static async start(
    options: HubOptions,
    journal: Journal,
    views: Views,
    log: Logger,
    broken: (error: unknown) => void,
  ): Promise<Hub> {
    const loaded = await views.load(journal.head.number);
    const recent = recentOf(loaded);
    const fanOut = new FanOut();
    const commands = new CommandCounts();
    const closes = new CloseCounts();
    const recoveries = noRecoveries();
    const door = options.door ?? new Door();
    const hubLimits = { ...defaultLimits(options.host), ...options.limits };
    const seats = new Seats(hubLimits);
    const edge = new Edge({ ...options, isTls: options.tls !== undefined });
    const metrics = new Metrics({
      durability: journal.durability,
      commands,
      closes,
      recoveries,
      refusals: door.refusals,
      connections: () => seats.all.taken,
      unsentBytes: () => gateway.unsentBytes + api.unsentBytes,
      undurable: () => pipeline.undurable,
      openHolds: () => pipeline.state?.holds.size,
      seq: () => journal.head.seq,
      viewsLag: () => journal.head.number - views.at,
      viewsLagTransactions: () => journal.head.seq - views.atSeq,
    });
    const flushes = new FlushQueue((ms, connections) => metrics.fannedOut(ms, connections));
    const pipeline = new Pipeline(
      loadMemory(loaded),
      journal,
      {
        isBehind: () =>
          journal.head.number - views.at > limits.viewsLagCommits ||
          journal.head.seq - views.atSeq > limits.viewsLagTransactions,
        durable: ({ firstSeq, count, records }) => recent.push(firstSeq, count, records),
        committed(tx, record) {
          if (tx.kind === 'expire') commands.ok('expire');
          fanOut.committed(tx, record);
        },
        released: (head, { records, beganMs }) => {
          fanOut.released();
          flushes.flush();
          if (records.length > 0) {
            metrics.committed(records.length, journal.appendMs, performance.now() - beganMs);
          }
          views.follow(head.number);
          pipeline.keys.release(views.at);
          pipeline.state?.past.forget(limits.pastTransactions, views.atSeq);
        },
        discarded: () => flushes.flush(),
        reload: (error) => {
          metrics.commitRefused();
          return reload(error, journal, views, log);
        },
        broken,
      },
      Date.now,
      hubLimits.undurableCommands,
    );
    if (journal.head.number === 0) await begin(pipeline, options.demo);

    const outcomes = new Outcomes(pipeline, views);
    const questions = new Questions(pipeline, views, outcomes);
    const house = {
      pipeline,
      fanOut,
      recent,
      snapshots: new Snapshots({
        accounts: limits.snapshotAccounts,
        principalAccounts: limits.principalSnapshotAccounts,
      }),
      recoveries,
      epoch: journal.toldEpoch,
      intake: new Intake(pipeline, views, outcomes),
      outcomes,
      questions,
      commands,
      closes,
      door,
      edge,
      limits: hubLimits,
      rates: new Rates(hubLimits.commandsPerSecond),
    };
    const gateway = new Gateway(house, flushes, seats);
    const api = new Api(house, flushes, seats);
    let hub: Hub | undefined;
    const isReady = (): boolean => hub?.isReady === true;
    const times = {
      headersTimeout: hubLimits.requestMs,
      requestTimeout: hubLimits.requestMs,
      connectionsCheckingInterval: limits.headersCheckMs,
    };
    const files = [servePage(), serveDocuments()];
    const listener = httpListener({ api, metrics, files, isReady, door, edge, log });
    const server = options.tls?.serve(times, listener) ?? createServer(times, listener);
    gateway.attach(server);
    await listen(server, options);
    hub = new Hub(pipeline, gateway, api, server, metrics, options.tls !== undefined);
    return hub;
  }

  /** Whether commands are taken now. */
  get isReady(): boolean {
    return this.#stopping === undefined && this.#pipeline.state !== undefined;
  }

  /** Where clients connect. */
  get url(): string {
    return `ws${this.#secure}://${hostOf(this.#server)}${socketPath}`;
  }

  /** Where people look. */
  get pageUrl(): string {
    return `http${this.#secure}://${hostOf(this.#server)}/`;
  }

  /** Number of accounts and seq, for people. */
  get summary(): { readonly accounts: number; readonly seq: number } {
    const { state, durable } = this.#pipeline;
    return { accounts: (state?.accounts.size ?? 0) - (state?.ledgers.size ?? 0), seq: durable.seq };
  }

  /** Takes nothing more, finishes and releases what is in flight, closes the connections. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await this.#pipeline.drain();
    await Promise.all([this.#gateway.close(), this.#api.close()]);
    this.#server.closeAllConnections();
    await closed;
    this.#metrics.stop();
  }
}

async function listen(server: Server, { host, port }: HubOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function hostOf(server: Server): string {
  const listening = server.address();
  if (listening === null || typeof listening === 'string')
    throw new Error('the hub does not listen on a port');
  const { address, family, port } = listening;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Nothing undurable survives a refused commit: the state is read anew from what the journal holds. */
async function reload(error: Error, journal: Journal, views: Views, log: Logger): Promise<Memory> {
  log.error(
    { err: error },
    'the journal refused a commit; commands are answered `unavailable` until it takes one',
  );
  await sleep(limits.refusedPauseMs);
  return loadMemory(await views.load(journal.head.number));
}

function recentOf({ seq, recent: records }: LoadedState): Recent {
  const recent = new Recent(
    { transactions: limits.recentTransactions, chars: limits.recentChars },
    seq - records.length,
  );
  recent.push(seq - records.length + 1, records.length, records.join('\n'));
  return recent;
}
