import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { Child } from './child.ts';
import { load } from './load.ts';
import { prepareAccounts } from './prepare.ts';

/** `npm run bench`: durable transfers through the whole hub beside an echo that does nothing, in one run. */

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '50' },
    inflight: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '5' },
    data: { type: 'string' },
  },
});
const accounts = Number(values.accounts);
const connections = Number(values.connections);
const inflight = Number(values.inflight);
const measureMs = Number(values.seconds) * 1000;

const folder = await mkdtemp(join(values.data ?? tmpdir(), 'florin-bench-'));
try {
  await bench();
} finally {
  await rm(folder, { recursive: true });
}

async function bench(): Promise<void> {
  const [cpu] = cpus();
  console.log(
    `${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, Node ${process.version}, client on the same machine
${connections} connections, ${accounts} accounts, no skew
florin: SQLite WAL, synchronous=FULL, each transfer answered after its commit is durable
echo: plain ws, answers each frame with itself
`,
  );
  await using echo = await Child.start('./echo-server.js', []);
  await using hub = await Child.start('../../server/main.js', ['--port', '0', '--data', folder, '--no-demo']);
  await prepareAccounts(hub.url, accounts);
  for (const [packed, each] of [
    [false, 1],
    [false, inflight],
    [true, inflight],
  ] as const) {
    console.log(
      `${each} in flight, ${packed ? 'all that leaves together in one frame' : 'one command a frame'}`,
    );
    const yardstick = await measure('echo', echo, packed, each);
    const own = await measure('florin', hub, packed, each);
    console.log(`  florin / echo ${(own / yardstick).toFixed(2)}\n`);
  }
  printCommits(join(folder, 'journal.sqlite'));
}

/** Runs one load, prints its row, and gives its commands a second. */
async function measure(name: string, server: Child, packed: boolean, each: number): Promise<number> {
  const used = { main: 0, all: 0 };
  const result = await load(
    { url: server.url, connections, inflight: each, packed, accounts, warmupMs: 1000, measureMs },
    () => {
      const { main, all } = server.cpuSeconds();
      used.main = main - used.main;
      used.all = all - used.all;
    },
  );
  if (result.refused > 0) throw new Error(`${result.refused} transfers were refused`);
  const perSecond = result.answered / result.seconds;
  const microseconds = (seconds: number): string => ((seconds / result.answered) * 1e6).toFixed(1);
  console.log(
    `  ${name.padEnd(6)} ${Math.round(perSecond).toLocaleString('en').padStart(8)}/s` +
      `   p50 ${result.p50Ms.toFixed(2)} ms   p99 ${result.p99Ms.toFixed(2)} ms` +
      `   CPU a command: main thread ${microseconds(used.main)} us, whole server ${microseconds(used.all)} us`,
  );
  return perSecond;
}

function printCommits(file: string): void {
  const journal = new Database(file, { readonly: true });
  const { commits, transactions } = z
    .object({ commits: z.number(), transactions: z.number() })
    .parse(journal.prepare('SELECT count(*) AS commits, sum(count) AS transactions FROM commits').get());
  journal.close();
  console.log(
    `${transactions} transactions in ${commits} commits, ${Math.round(transactions / commits)} each`,
  );
}
