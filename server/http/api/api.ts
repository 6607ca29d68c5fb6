import { setTimeout as sleep } from 'node:timers/promises';
import type { FlushQueue } from '../../gateway/flush-queue.ts';
import { NamedPlaces } from '../../gateway/places.ts';
import type { Seats } from '../../gateway/seats.ts';
import type { House } from '../../gateway/session.ts';
import { limits } from '../../limits.ts';
import { type AuthorisedHandle, authorised } from '../authorised.ts';
import { type Answer, type Exchange, type Handle, send } from '../exchange.ts';
import { Bodies } from './bodies.ts';
import { takeCommands } from './commands.ts';
import { transactions } from './export.ts';
import { problem } from './problem.ts';
import type { QueryForm } from './query.ts';
import { type QuestionType, question } from './questions.ts';
import { Streams } from './streams.ts';
import { transaction } from './transaction.ts';
import { EventWatchers } from './watch.ts';

/** A path of the interface for programs: the one method that it takes, and what answers it. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** Named parts begin with a colon. */
  readonly path: string;
  readonly handle: Handle;
}

/** The interface for programs over HTTP: the requests and replies of a socket, under `/v1`. */
export class Api {
  readonly routes: readonly ApiRoute[];
  readonly #house: House;
  readonly #streams = new Streams();
  readonly #watchers: EventWatchers;
  /** All that are being answered. */
  readonly #answering = new Set<Promise<void>>();
  /** Those of each principal that showed a token. */
  readonly #principals = new NamedPlaces(limits.principalRequests);
  #closing = false;

  constructor(house: House, flushes: FlushQueue, seats: Seats) {
    this.#house = house;
    house.door.onChange(() => this.#streams.checkAccess());
    const streams = this.#streams;
    const watchers = new EventWatchers(house, flushes, seats, streams);
    this.#watchers = watchers;
    const commands = takeCommands(house, flushes, new Bodies(), streams);
    const pages = ['limit', 'minSeq'];
    const seqPages = ['before', 'after', ...pages];
    const ask = (
      path: string,
      t: QuestionType,
      numbers: readonly string[],
      fixed?: (params: Exchange['params']) => QueryForm['fixed'],
    ): ApiRoute => this.#route('GET', path, this.#counted(question(house, t, numbers, fixed)));
    const account = ({ account: id = '' }: Exchange['params']): QueryForm['fixed'] => ({ account: id });
    this.routes = [
      this.#route('POST', '/v1/commands', this.#counted(commands)),
      ask('/v1/accounts', 'list', pages),
      ask('/v1/accounts/:account', 'get', pages, ({ account = '' }) => ({ accounts: [account] })),
      ask('/v1/accounts/:account/history', 'history', seqPages, account),
      ask('/v1/accounts/:account/balance', 'balance', ['at', ...pages], account),
      ask('/v1/accounts/:account/statement', 'statement', seqPages, account),
      ask('/v1/holds', 'holds', ['after', ...pages]),
      ask('/v1/outcomes/:key', 'outcome', pages, ({ key = '' }) => ({ key })),
      ask('/v1/trial', 'trial', pages),
      this.#route('GET', '/v1/transactions', this.#counted(transactions(house, streams, seqPages))),
      this.#route('GET', '/v1/transactions/:seq', this.#counted(transaction(house))),
      this.#route('GET', '/v1/watch', watchers.handle),
    ];
  }

  /** Bytes of answers that wait to be taken. */
  get unsentBytes(): number {
    return this.#streams.unsentBytes;
  }

  /** What answers a path that there is, asked by a method that it does not take. */
  refuseMethod({ method }: ApiRoute): Handle {
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    const refusal = problem('bad_request', `this path takes ${allow}`, { status: 405, headers: { allow } });
    return this.guarded(async ({ outgoing }) => send(outgoing, refusal));
  }

  /** What answers a path that there is not. */
  get refusePath(): Handle {
    return this.guarded(async ({ outgoing }) => send(outgoing, noPath));
  }

  /** Takes nothing more, ends what goes on for a while, and resolves when all are answered or too slow for it. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#watchers.close();
    const tooSlow = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#answering).finally(() => tooSlow.abort()),
      sleep(limits.owedWithinMs, undefined, { signal: tooSlow.signal }).catch(() => undefined),
    ]);
    this.#streams.stop();
  }

  #route(method: ApiRoute['method'], path: string, handle: AuthorisedHandle): ApiRoute {
    return { method, path, handle: this.guarded(authorised(this.#house.door, handle)) };
  }

  /** Answers while the hub runs, and not to pages of strangers. */
  guarded(handle: Handle): Handle {
    return async (exchange) => {
      const refusal = this.#refusal(exchange);
      if (refusal !== undefined) return send(exchange.outgoing, refusal);
      const answering = handle(exchange);
      this.#answering.add(answering);
      await answering.finally(() => this.#answering.delete(answering));
      this.#streams.follow(exchange.outgoing);
    };
  }

  /** As many at a time as may be, in all and of one principal; event streams are bounded by their places. */
  #counted(handle: AuthorisedHandle): AuthorisedHandle {
    return async (exchange) => {
      const { principal, isAnonymous } = exchange.access;
      if (this.#answering.size - this.#watchers.size >= limits.httpRequests)
        return send(exchange.outgoing, tooMuch);
      if (isAnonymous) return handle(exchange);
      if (!this.#principals.take(principal)) return send(exchange.outgoing, tooMany);
      await handle(exchange).finally(() => this.#principals.leave(principal));
    };
  }

  #refusal({ incoming }: Exchange): Answer | undefined {
    if (this.#closing) return stopping;
    const why = this.#house.edge.refuses(incoming);
    return why === undefined ? undefined : problem('forbidden', why);
  }
}

const stopping = problem('unavailable', 'the hub is stopping; nothing was done, ask again', {
  headers: { connection: 'close' },
});
const tooMuch = problem('busy', 'the hub has too much to do; nothing was done, try again');
const tooMany = problem(
  'busy',
  'too many requests of the principal are being answered; nothing was done, try again',
);
const noPath = problem('bad_request', 'there is no such path: see /docs', { status: 404 });
