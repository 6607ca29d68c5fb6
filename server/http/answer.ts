import type { IncomingMessage, ServerResponse } from 'node:http';
import { socketPath } from '../../shared/limits.ts';
import type { Metrics } from './metrics.ts';
import type { ServePage } from './page.ts';

/**
 * Answers over plain HTTP: the page, the documents of both protocols, `/livez` while the process runs, `/readyz` while it takes commands,
 * `/metrics` for Prometheus.
 */
export function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  isReady: boolean,
  metrics: Metrics,
  servePage: ServePage,
  serveDocuments: ServePage,
): void {
  const path = request.url?.split('?', 1)[0];
  if (path === '/livez') respond(response, 200, 'ok\n');
  else if (path === '/readyz') respond(response, isReady ? 200 : 503, isReady ? 'ready\n' : 'not ready\n');
  else if (path === '/metrics') {
    metrics.text().then(
      (text) => respond(response, 200, text, metrics.contentType),
      () => respond(response, 500, 'the metrics cannot be told\n'),
    );
  } else if (path === socketPath) {
    respond(response, 426, 'this is a WebSocket endpoint: connect with ws://\n');
  } else {
    servePage(request, response, () =>
      serveDocuments(request, response, () =>
        respond(response, 404, `not found: this hub speaks WebSocket at ${socketPath}\n`),
      ),
    );
  }
}

function respond(response: ServerResponse, status: number, text: string, type = plainText): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
}

const plainText = 'text/plain; charset=utf-8';
