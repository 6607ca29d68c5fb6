import { expect, test } from 'vitest';
import { apiRoutes } from '../../server/http/documents/api-routes.ts';
import { LocalHub } from '../support/local-hub.ts';

/** The path of a route with something in the place of each parameter. */
function filledIn(path: string): string {
  return path.replaceAll(/\{\w+\}/g, 'nothing');
}

test.each(apiRoutes)(
  '$method $path, which the documents tell of, is served and takes no other method',
  async (route) => {
    await using hub = await LocalHub.start();
    const url = hub.httpUrl + filledIn(route.path);
    const method = route.method.toUpperCase();
    const asked = new AbortController();
    const answer = await fetch(url, { method, signal: asked.signal });
    asked.abort();
    expect([200, 400, 404, 415]).toContain(answer.status);
    if (answer.status === 404) expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (!route.path.startsWith('/v1/')) return;
    const other = await fetch(url, { method: method === 'GET' ? 'POST' : 'GET' });
    expect([other.status, other.headers.get('allow')]).toEqual([
      405,
      method === 'GET' ? 'GET, HEAD' : method,
    ]);
  },
);
