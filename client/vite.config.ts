import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const outDir = fileURLToPath(new URL('../dist/page', import.meta.url));

/** Path of one of the page's own files. */
function inBrowser(file: string): string {
  return fileURLToPath(new URL(`browser/${file}`, import.meta.url));
}

/** Builds the page that the hub serves: `browser/` into `dist/page`, each file beside its gzipped self. */
export default defineConfig({
  root: fileURLToPath(new URL('browser', import.meta.url)),
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // What the page cannot do without is small and comes in one piece each: nothing to load ahead, nothing inline.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  resolve: {
    alias: [
      { find: 'zod/mini', replacement: inBrowser('lean/zod-mini.ts') },
      { find: /^.*\/plain-(message|movement)\.ts$/, replacement: inBrowser('lean/no-fast-path.ts') },
      { find: './batch.ts', replacement: inBrowser('lean/no-batch.ts') },
    ],
  },
  plugins: [gzipped()],
});

/** The server sends these to whoever takes gzip, so that it need not compress by itself. */
function gzipped(): Plugin {
  return {
    name: 'gzipped',
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}
