import { pageItemsMax } from '../../../shared/limits.ts';
import type { Transactions } from '../../../shared/queries.ts';
import { NamedPlaces } from '../../gateway/places.ts';
import { awayReply } from '../../gateway/replies.ts';
import type { House } from '../../gateway/session.ts';
import { limits } from '../../limits.ts';
import type { TransactionsPage } from '../../views/views.ts';
import type { AuthorisedExchange, AuthorisedHandle } from '../authorised.ts';
import { begin, ndjson, send } from '../exchange.ts';
import { answerOf, problem } from './problem.ts';
import { httpId, requestOf } from './query.ts';
import { question } from './questions.ts';
import { linesForm } from './response-wire.ts';
import type { Streams } from './streams.ts';

/** Transactions: a page as a question tells it, or all of them as NDJSON for whoever accepts that. */
export function transactions(house: House, streams: Streams, numbers: readonly string[]): AuthorisedHandle {
  const page = question(house, 'transactions', numbers);
  let exports = 0;
  const principals = new NamedPlaces(limits.principalExports);
  return async (exchange) => {
    if (!takesLines.test(exchange.incoming.headers.accept ?? '')) return page(exchange);
    const request = requestOf(exchange.incoming, 'transactions', { fixed: {}, numbers });
    if (!('t' in request)) return send(exchange.outgoing, request);
    if (request.limit !== undefined) return send(exchange.outgoing, noLimit);
    const { principal, isAnonymous } = exchange.access;
    if (exports >= limits.exports) return send(exchange.outgoing, tooMany);
    if (!isAnonymous && !principals.take(principal)) return send(exchange.outgoing, tooManyOfOne);
    exports += 1;
    try {
      await tellAll(house, streams, exchange, { ...request, limit: pageItemsMax });
    } finally {
      exports -= 1;
      if (!isAnonymous) principals.leave(principal);
    }
  };
}

/**
 * Oldest first, up to the newest that there was when it was asked for. A page is read when the one before has
 * been taken. What cannot be told to its end is broken off.
 */
async function tellAll(
  { questions }: House,
  streams: Streams,
  { incoming, outgoing, access }: AuthorisedExchange,
  request: Transactions,
): Promise<void> {
  const read = (asked: Transactions): Promise<TransactionsPage | string> =>
    questions.page(asked, access).catch(() => awayReply(httpId, 'unavailable'));
  const first = await read(request);
  if (typeof first === 'string') return send(outgoing, answerOf(first));
  if (incoming.method === 'HEAD') return send(outgoing, { status: 200, type: ndjson, body: '' });
  const wire = streams.wire(outgoing, linesForm, access);
  begin(outgoing, ndjson);
  const before = first.last + 1;
  for (let page = first; ; ) {
    if (page.txs.length > 0) wire.send(page.txs.join('\n'));
    if (page.next === null) return wire.end();
    await wire.room();
    if (!wire.isOpen) return;
    const next = await read({ ...request, after: page.next, before });
    if (typeof next === 'string') return wire.cut();
    page = next;
  }
}

/** Named, and not with the weight 0. */
const takesLines = /\bapplication\/x-ndjson\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

const noLimit = problem('bad_request', 'limit goes with pages: lines are told to the end of their range');
const tooMany = problem('busy', 'too many read all transactions now, try again');
const tooManyOfOne = problem('busy', 'the principal reads all transactions too often at once, try again');
