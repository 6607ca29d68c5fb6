#!/usr/bin/env -S node --max-semi-space-size=64
import { existsSync } from 'node:fs';

// The `florin-server` command. It is no part of `dist`, so that it is there, and may be run, before the first build.
const program = new URL('../dist/server/main.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write(
    'florin is not built yet. In its folder run: npm run build (npm start does that too)\n',
  );
  process.exitCode = 1;
}
