import type { ServerResponse } from 'node:http';
import { socketPath } from '../../shared/limits.ts';
import type { Handle } from './exchange.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { ServePage } from './page.ts';

/** What people and their tools look at: told in plain text, whatever the method. */

/** `/livez`: while the process runs. */
export const live: Handle = async ({ outgoing }) => respond(outgoing, 200, 'ok\n');

/** `/readyz`: while the hub takes commands. */
export function ready(isReady: () => boolean): Handle {
  return async ({ outgoing }) => {
    if (isReady()) respond(outgoing, 200, 'ready\n');
    else respond(outgoing, 503, 'not ready\n');
  };
}

/** `/metrics`, for Prometheus. */
export function metricsText(metrics: Metrics): Handle {
  return async ({ outgoing }) => {
    try {
      respond(outgoing, 200, await metrics.text(), metrics.contentType);
    } catch {
      respond(outgoing, 500, 'the metrics cannot be told\n');
    }
  };
}

/** The endpoint for WebSockets, asked without an upgrade: to what has to be said (RFC 9110, section 15.5.22). */
export const upgradeWanted: Handle = async ({ outgoing }) => {
  outgoing.setHeader('upgrade', 'websocket');
  outgoing.setHeader('connection', outgoing.shouldKeepAlive ? 'upgrade' : 'upgrade, close');
  respond(outgoing, 426, 'this is a WebSocket endpoint: connect with ws://\n');
};

/** The file of that path, or the words that there is none. */
export function servedFile(files: readonly ServePage[]): Handle {
  return async ({ incoming, outgoing }) => {
    const nothing = (): void =>
      respond(
        outgoing,
        404,
        `not found: this hub speaks WebSocket at ${socketPath} and HTTP below /v1, see /docs\n`,
      );
    const serve = files.reduceRight<() => void>(
      (next, each) => () => each(incoming, outgoing, next),
      nothing,
    );
    serve();
  };
}

function respond(response: ServerResponse, status: number, text: string, type = plainText): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
}

const plainText = 'text/plain; charset=utf-8';
