import { defineConfig } from 'vitest/config';

const report = process.env.FLORIN_TEST_REPORT;

const root = new URL('..', import.meta.url).pathname;
const browserTests = 'dist/test/browser/**/*.test.js';

/** Tests run as built: what they import is the JavaScript that ships, worker threads included. */
export default defineConfig({
  test: {
    root,
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['dist/test/**/*.test.js'], exclude: [browserTests] },
      },
      {
        extends: true,
        // The page is built with schemas of its own in zod's place: the protocol is the same with either.
        resolve: { alias: { 'zod/mini': `${root}/dist/client/browser/lean/zod-mini.js` } },
        test: {
          name: 'page-schemas',
          include: [
            'dist/test/protocol/*.test.js',
            'dist/test/sdk/{encode,messages,kept-messages,plain-message}.test.js',
          ],
          // These look at what zod's schemas tell of themselves.
          exclude: ['**/{schema-hash,protocol-md,codes}.test.js'],
        },
      },
      {
        extends: true,
        // Looks for a Chromium, which the others need not wait for.
        test: {
          name: 'browser',
          include: [browserTests],
          globalSetup: ['dist/test/browser/support/global-setup.js'],
        },
      },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
