#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readCommandLine } from './command-line.ts';
import { runTask } from './run-task.ts';

/** The `florin` command. See `exit-codes.ts` for how it ends. */

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')));

// Whoever reads the output may stop reading (`florin watch | head -1`): that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const request = readCommandLine(process.argv.slice(2), version);
process.exitCode = typeof request === 'number' ? request : await runTask(request);
