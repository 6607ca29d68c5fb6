import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Answers a request for a file of the page; calls `next` where there is none of that name. */
export type ServePage = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A file that is served from memory. */
export interface PageFile {
  readonly body: Buffer;
  readonly gzipped: Buffer | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const pageFolder = fileURLToPath(new URL('../../page', import.meta.url));

/**
 * The page's files as `npm run build` leaves them in `dist/page`. They are few and small, and read once, when the
 * hub starts: no request reaches the disk, and a build beside a running hub changes nothing of what it serves.
 */
export function servePage(): ServePage {
  return serveFiles(readPage());
}

/** Serves files by their paths; that of `/` is `/index.html`. */
export function serveFiles(files: ReadonlyMap<string, PageFile>): ServePage {
  return (request, response, next) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    const isGzipped = file.gzipped !== undefined && takesGzip.test(request.headers['accept-encoding'] ?? '');
    const body = isGzipped ? file.gzipped : file.body;
    response.writeHead(200, {
      ...file.headers,
      'content-security-policy': contentPolicy(request.headers.host),
      'content-length': body.length,
      ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}

/** By path. None where only the server was compiled: a hub without its page works. */
function readPage(): Map<string, PageFile> {
  const contents = new Map<string, Buffer>();
  const files = new Map<string, PageFile>();
  if (!existsSync(pageFolder)) return files;
  for (const entry of readdirSync(pageFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    contents.set(`/${relative(pageFolder, file).replaceAll('\\', '/')}`, readFileSync(file));
  }
  for (const [path, body] of contents) {
    if (path.endsWith('.gz')) continue;
    files.set(path, { body, gzipped: contents.get(`${path}.gz`), headers: headersOf(path) });
  }
  return files;
}

function headersOf(path: string): Record<string, string> {
  return {
    ...protections,
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    'cache-control': path.startsWith('/assets/') ? forEver : neverKept,
    vary: 'accept-encoding',
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Named, and not with the weight 0. */
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** The name of a built file changes with what is in it. */
const forEver = 'public, max-age=31536000, immutable';
/** Packing sets every file's time to the same day, so neither time nor size tells versions apart. */
const neverKept = 'no-store';

export const protections = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * The page loads and connects to nothing but its own hub, is framed by nobody, and no text can become markup
 * but lit's own templates. Not every browser counts a WebSocket of the same host as `'self'`, so it is named.
 */
function contentPolicy(host: string | undefined): string {
  const socket = host !== undefined && plainHost.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}
const plainHost = /^[A-Za-z0-9.:[\]-]{1,255}$/;
