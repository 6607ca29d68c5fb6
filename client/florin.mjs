#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The `florin` command. It is no part of `dist`, so that it is there, and may be run, before the first build.
// What works on a hub's files is the server's; see client/terminal/forwarded.ts.
const isForFiles = ['verify', 'backup', 'restore', 'token'].includes(process.argv[2]);
const main = isForFiles ? 'server/tools/main.js' : 'client/terminal/main.js';
const program = new URL(`../dist/${main}`, import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write(
    'florin is not built yet. In its folder run: npm run build (npm start does that too)\n',
  );
  process.exitCode = 1;
}
