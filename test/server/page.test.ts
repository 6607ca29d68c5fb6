import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type RawRequest, type RawResponse, rawRequest } from '../support/raw-request.ts';
import { ServerProcess } from '../support/server-process.ts';

const pageFolder = fileURLToPath(new URL('../../page', import.meta.url));
/** What the page may cost whoever opens it first: all of its files, gzipped. */
const pageBytesMax = 60_000;

const hub = await ServerProcess.start();
afterAll(() => hub[Symbol.asyncDispose]());

function ask(path: string, request?: RawRequest): Promise<RawResponse> {
  return rawRequest(hub.pageUrl, path, request);
}

/** Directives of a content policy by name. */
function directives({ headers }: RawResponse): Map<string, string> {
  const parts = (headers.get('content-security-policy') ?? '').split(';').map((part) => part.trim());
  return new Map(
    parts.map((part): [string, string] => [part.split(' ', 1)[0] ?? '', part.replace(/^\S+ ?/, '')]),
  );
}

async function assetPaths(): Promise<string[]> {
  const names = await readdir(join(pageFolder, 'assets'));
  return names.filter((name) => extname(name) !== '.gz').map((name) => `/assets/${name}`);
}

describe('the page', () => {
  test('is HTML at /, never kept, and asks for nothing of another host', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html; ?charset=utf-8$/i);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(body).toEqual(await readFile(join(pageFolder, 'index.html')));
    const html = body.toString();
    const targets = [...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(target).toMatch(/^\/(?!\/)/);
    expect(html).not.toMatch(/https?:\/\//);
  });

  test('has no script, style or handler in its markup', async () => {
    const html = (await ask('/')).body.toString();
    for (const [, attributes, content] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
      expect(attributes).toContain('src="/');
      expect(content).toBe('');
    }
    expect(html).not.toMatch(/<style\b|\sstyle=|\son[a-z]+=|javascript:/i);
  });

  test('comes with a policy that lets in only what its own hub serves', async () => {
    const policy = directives(await ask('/'));
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
    });
    const { host } = new URL(hub.pageUrl);
    expect(policy.get('connect-src')).toBe(`'self' ws://${host} wss://${host}`);
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
  });

  test('takes no part of its policy from a host name that is none', async () => {
    const usual = [...directives(await ask('/')).keys()];
    for (const host of [
      'evil; script-src *',
      "evil 'unsafe-inline'",
      'evil, default-src *',
      'evil/*',
      '*',
      '',
    ]) {
      const answer = await ask('/', { headers: { host } });
      if (answer.status !== 200) continue;
      const policy = directives(answer);
      expect([...policy.keys()]).toEqual(usual);
      expect(policy.get('connect-src')).toBe("'self'");
      expect(policy.get('script-src')).toBe("'self'");
    }
  });

  test('is built into files that together weigh little', async () => {
    const entries = await readdir(pageFolder, { recursive: true });
    const packed = entries.filter((name) => extname(name) === '.gz');
    expect(packed.map((name) => name.slice(0, -'.gz'.length)).sort()).toEqual(
      (await filesOf(entries)).filter((name) => extname(name) !== '.gz').sort(),
    );
    let bytes = 0;
    for (const name of packed) bytes += (await stat(join(pageFolder, name))).size;
    console.log(`The page: ${packed.length} files, ${bytes} bytes gzipped, at most ${pageBytesMax}`);
    expect(bytes).toBeLessThanOrEqual(pageBytesMax);
  });
});

async function filesOf(entries: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of entries) if ((await stat(join(pageFolder, name))).isFile()) files.push(name);
  return files;
}

describe('a file of the page', () => {
  test('may be kept for ever where its name tells its content', async () => {
    const paths = await assetPaths();
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const { status, headers } = await ask(path);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toMatch(/^text\/(?:javascript|css)\b/);
    }
    expect((await ask('/favicon.svg')).headers.get('cache-control')).toBe('no-store');
    expect((await ask('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  });

  test('is gzipped for whoever takes that, and the same for whoever does not', async () => {
    for (const path of ['/', ...(await assetPaths())]) {
      const plain = await ask(path);
      expect(plain.headers.get('content-encoding')).toBeUndefined();
      for (const accepted of ['br', 'identity', 'gzip;q=0', 'gzip; q=0.0, br']) {
        const answer = await ask(path, { headers: { 'accept-encoding': accepted } });
        expect(answer.headers.get('content-encoding')).toBeUndefined();
        expect(answer.body.equals(plain.body)).toBe(true);
      }
      for (const accepted of ['gzip', 'deflate, gzip, br', 'GZIP;q=0.5', 'br, gzip;q=1.0']) {
        const answer = await ask(path, { headers: { 'accept-encoding': accepted } });
        expect(answer.headers.get('content-encoding')).toBe('gzip');
        expect(answer.headers.get('content-length')).toBe(String(answer.body.length));
        expect(gunzipSync(answer.body).equals(plain.body)).toBe(true);
      }
      expect(plain.headers.get('vary')).toMatch(/accept-encoding/i);
    }
  });

  test('is told of by HEAD as by GET, without its content', async () => {
    for (const path of ['/', ...(await assetPaths())]) {
      const [got, told] = [await ask(path), await ask(path, { method: 'HEAD' })];
      expect(told.status).toBe(200);
      expect(told.body).toHaveLength(0);
      for (const headers of [got.headers, told.headers]) expect(headers.has('date')).toBe(true);
      expect(withoutDate(told.headers)).toEqual(withoutDate(got.headers));
    }
  });

  test('comes whole whatever range is asked for', async () => {
    const { body } = await ask('/');
    for (const range of ['bytes=5-2', 'bytes=0-3', 'bytes=-1', 'bytes=99999999-', 'bytes=x', 'lines=1-2']) {
      const answer = await ask('/', { headers: { range } });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual(body);
    }
  });

  test('is changed by no request', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await ask('/', { method, headers: { 'content-length': '0' } })).status).toBe(404);
    }
  });
});

describe('a path outside the page', () => {
  test('is not found, in plain text', async () => {
    for (const path of [
      '/nothing',
      '/assets',
      '/assets/',
      '/assets/nothing.js',
      '/index.html/',
      '/constructor',
    ]) {
      const { status, headers, body } = await ask(path);
      expect(status).toBe(404);
      expect(headers.get('content-type')).toMatch(/^text\/plain/);
      expect(body.toString()).toMatch(/^not found/);
    }
  });

  test('leads to no file of the machine, however it is written', async () => {
    const steps = ['..', '%2e%2e', '.%2e', '%2E.', '..%00', '%252e%252e', '..\\..', '%c0%ae%c0%ae'];
    const slashes = ['/', '//', '%2f', '%5c', '\\'];
    const paths = steps.flatMap((step) =>
      slashes.flatMap((slash) => [
        `/${step}${slash}server${slash}main.js`,
        `/assets/${step}${slash}${step}${slash}server${slash}main.js`,
        `/${`${step}${slash}`.repeat(20)}etc${slash}passwd`,
      ]),
    );
    const odd = [
      '//etc/passwd',
      '/\0',
      '/index.html\0',
      '/index.html%00.js',
      '/%zz',
      '/%',
      'index.html',
      '..',
      '*',
    ];
    const long = [5_000, 15_000, 20_000].flatMap((length) => [
      `/${'a'.repeat(length)}`,
      `/${'../'.repeat(length / 3)}`,
    ]);
    for (const path of [...paths, ...odd, ...long]) {
      const { status, body } = await ask(path);
      expect({ path: path.slice(0, 80), isRefused: status >= 400 && status < 500 }).toEqual({
        path: path.slice(0, 80),
        isRefused: true,
      });
      expect(body.toString()).not.toMatch(/root:|import |<html/);
    }
    expect((await ask('/readyz')).status).toBe(200);
  });
});

function withoutDate(headers: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== 'date'));
}
