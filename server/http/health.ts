import type { IncomingMessage, ServerResponse } from 'node:http';
import { socketPath } from '../../shared/limits.ts';

/** Answers over plain HTTP: `/livez` while the process runs, `/readyz` while it takes commands. */
export function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  isReady: () => boolean,
): void {
  const path = request.url?.split('?', 1)[0];
  if (path === '/livez') respond(response, 200, 'ok');
  else if (path === '/readyz') respond(response, isReady() ? 200 : 503, isReady() ? 'ready' : 'not ready');
  else if (path === socketPath) respond(response, 426, 'this is a WebSocket endpoint: connect with ws://');
  else respond(response, 404, `not found: this hub speaks WebSocket at ${socketPath}`);
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
