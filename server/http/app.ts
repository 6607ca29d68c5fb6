import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Handler, Hono } from 'hono';
import type { Logger } from 'pino';
import { socketPath } from '../../shared/limits.ts';
import { forbidden } from '../access/authorise.ts';
import type { Door } from '../access/door.ts';
import { type Edge, hasBadHost } from '../edge.ts';
import type { Api } from './api/api.ts';
import { problem } from './api/problem.ts';
import { type AuthorisedHandle, authorised } from './authorised.ts';
import { type Handle, send } from './exchange.ts';
import type { Metrics } from './metrics/metrics.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { live, metricsText, ready, servedFile, upgradeWanted } from './operations.ts';
import type { ServePage } from './page.ts';

export interface AppParts {
  readonly api: Api;
  readonly metrics: Metrics;
  /** The page, and the documents: whichever has a file of the path asked for serves it. */
  readonly files: readonly ServePage[];
  readonly isReady: () => boolean;
  readonly door: Door;
  readonly edge: Edge;
  readonly log: Logger;
}

/** Everything that the hub answers over plain HTTP, by path. */
export function httpListener({
  api,
  metrics,
  files,
  isReady,
  door,
  edge,
  log,
}: AppParts): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all('/livez', run(live));
  app.all('/readyz', run(ready(isReady)));
  app.all('/metrics', run(named(authorised(door, forAdmins(metricsText(metrics))))));
  app.all(socketPath, run(upgradeWanted));
  for (const route of api.routes) {
    app.on(route.method, route.path, run(route.handle));
    app.all(route.path, run(api.refuseMethod(route)));
  }
  app.all('/v1/*', run(api.refusePath));
  app.all('*', run(named(servedFile(files))));
  const listener = getRequestListener(app.fetch, {
    hostname: 'localhost',
    overrideGlobalObjects: false,
    autoCleanupIncoming: false,
  });
  return oneAtATime((incoming, outgoing) => {
    if (hasBadHost(incoming)) send(outgoing, badHost);
    else void listener(incoming, outgoing);
  });

  /** Only to who asks by a name of the hub: the page of a stranger could have any other point here. */
  function named(handle: Handle): Handle {
    return async (exchange) => {
      const why = edge.refusesHost(exchange.incoming);
      if (why === undefined) return handle(exchange);
      send(exchange.outgoing, problem('forbidden', why));
    };
  }

  /** What answers writes to node's own response: it has to know how fast that is taken. */
  function run(handle: Handle): Handler<{ Bindings: HttpBindings }> {
    return async (context) => {
      const { incoming, outgoing } = context.env;
      try {
        await handle({ incoming, outgoing, params: context.req.param() });
      } catch (error) {
        log.error({ err: error }, 'a request over HTTP failed');
        if (outgoing.headersSent) outgoing.destroy();
        else send(outgoing, failed);
      }
      return RESPONSE_ALREADY_SENT;
    };
  }
}

function forAdmins(handle: Handle): AuthorisedHandle {
  return async (exchange) => {
    if (exchange.access.grants.onEverything('admin')) return handle(exchange);
    const { code, message } = forbidden('admin');
    send(exchange.outgoing, problem(code, message));
  };
}

const badHost = problem('bad_request', 'a request has one Host, and it is a name or an address', {
  status: 400,
});
const failed = problem('unavailable', 'the hub failed to answer; what it did is found under the key', {
  status: 500,
});
