import { socketPath } from '../../shared/limits.ts';
import { CannotConnect } from './errors.ts';

const schemes: Readonly<Record<string, string>> = {
  'ws:': 'ws:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'https:': 'wss:',
};

/**
 * The WebSocket address that a person means: `ws://host:port/ws` in full, or without path, with `http`, or
 * `host:port` alone. Throws {@link CannotConnect} (`bad_url`) for anything else, credentials included.
 */
export function socketUrl(text: string): string {
  const url = parse(text.includes('://') ? text : `ws://${text}`);
  const scheme = url === undefined ? undefined : schemes[url.protocol];
  if (url === undefined || scheme === undefined)
    throw badUrl('not an address such as ws://127.0.0.1:7400/ws');
  if (url.username !== '' || url.password !== '')
    throw badUrl('an address carries no credentials; use `token`');
  url.protocol = scheme;
  url.hash = '';
  if (url.pathname === '/') url.pathname = socketPath;
  return url.href;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function badUrl(message: string): CannotConnect {
  return new CannotConnect('bad_url', message);
}
