import { createServer, type Server } from 'node:http';
import { afterAll, describe, expect } from 'vitest';
import { seriousProblems } from './support/accessibility.ts';
import { test } from './support/browser-test.ts';
import { LongTasks } from './support/long-tasks.ts';

/** Pages that go wrong in one way each. */
const pages: Readonly<Record<string, string>> = {
  '/fine': '<main><h1>Fine</h1><p>Nothing happens.</p></main>',
  '/console': '<script src="/console.js"></script>',
  '/uncaught': '<script src="/uncaught.js"></script>',
  '/inline': '<p>Text</p><script>document.title = "changed";</script>',
  '/elsewhere': '<img alt="" src="http://127.0.0.1:1/picture.png" />',
  '/locked': '<main><h1>Locked</h1><button id="nameless"></button></main>',
};
const scripts: Readonly<Record<string, string>> = {
  '/console.js': "console.error('out of order'); console.warn('a warning');",
  '/uncaught.js': "setTimeout(() => { throw new Error('not caught'); });",
};

const server = await serve();
afterAll(() => new Promise((resolve) => server.close(resolve)));

function serve(): Promise<Server> {
  const started = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.setHeader(
      'content-security-policy',
      "default-src 'self'; img-src *; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    const head = '<!doctype html><html lang="en"><head><title>Test</title></head>';
    response.end(script ?? `${head}<body>${pages[url] ?? ''}</body></html>`);
  });
  return new Promise((resolve) => started.listen(0, '127.0.0.1', () => resolve(started)));
}

function address(path: string): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${bound.port}${path}`;
}

describe('a page that a test opens', () => {
  test('is clean where nothing goes wrong', async ({ browser }) => {
    await using watched = await browser.open(address('/fine'));
    expect(await watched.troubles()).toEqual([]);
  });

  test('tells what went wrong', async ({ browser }) => {
    for (const [path, expected] of [
      ['/console', /^console: out of order$/],
      ['/uncaught', /^uncaught: Error: not caught/],
      ['/inline', /^console: content policy: script-src-elem stops inline/],
      ['/elsewhere', /^request to another host: http:\/\/127\.0\.0\.1:1\/picture\.png$/],
    ] as const) {
      const watched = await browser.open(address(path));
      await expect.poll(() => watched.troubles()).toContainEqual(expect.stringMatching(expected));
      await expect(watched.expectClean()).rejects.toThrow();
      await watched.page.context().close();
    }
  });

  test.fails('fails the test where that was not asked about', async ({ browser }) => {
    await using _watched = await browser.open(address('/console'));
  });

  test('keeps quiet of what is allowed', async ({ browser }) => {
    await using watched = await browser.open(address('/console'), { allowed: [/out of order/] });
    await watched.expectClean();
  });

  test('looks as the test asks for', async ({ browser }) => {
    const size = { width: 320, height: 568 };
    await using watched = await browser.open(address('/fine'), {
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      viewport: size,
    });
    expect(
      await watched.page.evaluate(() => ({
        isDark: matchMedia('(prefers-color-scheme: dark)').matches,
        isStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
        width: innerWidth,
        height: innerHeight,
      })),
    ).toEqual({ isDark: true, isStill: true, ...size });
  });
});

test('a problem of accessibility is told with its rule and its place', async ({ browser }) => {
  await using fine = await browser.open(address('/fine'));
  expect(await seriousProblems(fine.page)).toEqual([]);
  await using locked = await browser.open(address('/locked'));
  expect(await seriousProblems(locked.page)).toEqual([expect.stringMatching(/^button-name at #nameless: /)]);
});

test('a task that keeps the page busy is seen', async ({ browser }) => {
  await using watched = await browser.open(address('/fine'));
  const { page } = watched;
  const tasks = await LongTasks.watch(page);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          const end = performance.now() + 120;
          while (performance.now() < end);
          setTimeout(resolve);
        }),
      ),
  );
  expect(Math.max(...(await tasks.take()))).toBeGreaterThan(50);
});
