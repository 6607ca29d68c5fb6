#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readCommandLine } from './command-line.ts';
import { runTask } from './run-task.ts';

/** The `florin` command. See `exit-codes.ts` for how it ends. */

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')));

const request = readCommandLine(process.argv.slice(2), version);
// Whoever reads the output may stop reading (`florin watch | head -1`): that is no error. A measurement goes on: its exit
// code tells how it went, as does that of whatever fails while nobody reads its messages.
const isMeasured = typeof request !== 'number' && request.task.kind === 'load';
onClosedPipe(process.stdout, () => {
  if (!isMeasured) process.exit();
});
onClosedPipe(process.stderr, () => {});
process.exitCode = typeof request === 'number' ? request : await runTask(request);

function onClosedPipe(stream: NodeJS.WriteStream, closed: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed();
  });
}
