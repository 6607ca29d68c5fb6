import { defineConfig } from 'vitest/config';

const report = process.env.FLORIN_TEST_REPORT;

/** Tests run as built: what they import is the JavaScript that ships, worker threads included. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['dist/test/**/*.test.js'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
