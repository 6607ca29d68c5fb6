import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Child } from './child.ts';
import { DecideCost } from './decide-cost.ts';
import { fdatasyncMs } from './disk.ts';
import { idleWatcherBytes } from './idle-watchers.ts';
import { plainLoad } from './plain-load.ts';
import { prepareAccounts } from './prepare.ts';
import { sdkLoad } from './sdk-load.ts';
import { type Measured, Tally } from './tally.ts';
import { Transfers } from './transfers.ts';

/**
 * `npm run bench`: durable transfers through the whole hub, beside an echo that does nothing and beside
 * SQLite with one transaction a message, all in one run: the ratios say more than the rates.
 */

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    skew: { type: 'string', default: '1.5' },
    connections: { type: 'string', default: '50' },
    inflight: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    watchers: { type: 'string', default: '10000' },
    data: { type: 'string' },
  },
});
const accounts = Number(values.accounts);
const skew = Number(values.skew);
const connections = Number(values.connections);
const inflight = Number(values.inflight);
const rounds = Number(values.rounds);
const watchers = Number(values.watchers);
const hubScript = '../../server/main.js';
const watchedAccounts = 1_000;
const [warmupMs, measureMs] = [1_000, Number(values.seconds) * 1_000];

interface Peer {
  readonly name: string;
  readonly server: Child;
  readonly load: typeof plainLoad;
  /** Of the accounts that its transfers are between. */
  readonly skew: number;
}

/** Microseconds of CPU a command beside what was measured. */
interface Run extends Measured {
  readonly perSecond: number;
  readonly mainMicros: number;
  readonly allMicros: number;
}

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
${accounts} accounts, skew ${skew} unless said otherwise, medians of ${rounds} rounds
florin: SQLite WAL, synchronous=FULL, each transfer answered after its commit is durable
echo:   plain ws, answers each frame with itself
sqlite: plain ws, one synchronous SQLite transaction a message, synchronous=FULL
`,
  );
  decideCosts();
  await using echo = await Child.start('./echo-server.js', []);
  await using sqlite = await Child.start('./sqlite-server.js', [
    '--file',
    join(folder, 'naive.sqlite'),
    '--accounts',
    values.accounts,
  ]);
  await using hub = await Child.start(hubScript, ['--port', '0', '--data', folder, '--no-demo']);
  console.log(`preparing ${accounts} accounts`);
  await prepareAccounts(hub.url, accounts);

  const plain = { name: 'florin', server: hub, load: plainLoad, skew };
  const even = { ...plain, name: 'no skew', skew: 0 };
  const packed = { name: 'florin, SDK', server: hub, load: sdkLoad, skew };
  const echoed = { name: 'echo', server: echo, load: plainLoad, skew };
  const naive = { name: 'sqlite', server: sqlite, load: plainLoad, skew };

  console.log('\n1 in flight on 1 connection');
  const alone = await compare([echoed, plain], 1, 1);
  const syncMs = fdatasyncMs(folder);
  const p50Ms = alone.get('florin')?.p50Ms ?? Number.NaN;
  console.log(
    `  one fdatasync ${syncMs.toFixed(2)} ms; florin p50 / fdatasync ${(p50Ms / syncMs).toFixed(1)}`,
  );

  console.log(`\n1 in flight on ${connections} connections`);
  ratios(await compare([echoed, naive, plain], connections, 1));

  console.log(`\n${inflight} in flight on ${connections} connections, one command a frame but for the SDK`);
  ratios(await compare([echoed, naive, plain, packed], connections, inflight));

  console.log(`\n${inflight} in flight on ${connections} connections, skew beside none`);
  const runs = await compare([plain, even], connections, inflight);
  const share = (runs.get(even.name)?.perSecond ?? 0) / (runs.get(plain.name)?.perSecond ?? 1);
  console.log(`  no skew / skew ${skew} ${share.toFixed(2)}`);

  console.log(`\n${watchers} watchers to whom nothing happens, of ten accounts each`);
  const bytes = await idleBytes();
  console.log(`  florin      ${(bytes / 1024).toFixed(1)} KiB of the hub's memory each`);
}

/** In turn, round by round: what the rule of peers adds to a command must not depend on how many peers there are. */
function decideCosts(): void {
  console.log('deciding and applying a command, in memory');
  const sizes = [3, 100_000];
  const kinds = ['none', 'peers'] as const;
  const all = sizes.flatMap((size) =>
    kinds.map((kind) => ({ kind, size, cost: new DecideCost(kind, size), micros: [] as number[] })),
  );
  for (let round = 0; round < 15; round += 1) for (const each of all) each.micros.push(each.cost.round());
  for (const { kind, size, micros } of all) {
    const median = micros.sort((a, b) => a - b)[Math.floor(micros.length / 2)] ?? Number.NaN;
    console.log(
      `  rules ${kind.padEnd(5)} ${size.toLocaleString('en').padStart(7)} accounts   ${median.toFixed(2)} us`,
    );
  }
}
/** Of a hub that has done nothing else. */
async function idleBytes(): Promise<number> {
  const data = join(folder, 'idle');
  await using hub = await Child.start(hubScript, ['--port', '0', '--data', data, '--no-demo']);
  await prepareAccounts(hub.url, watchedAccounts);
  return await idleWatcherBytes(hub, watchers, watchedAccounts);
}

/** Runs the peers in turn, round by round, and prints and gives the median run of each. */
async function compare(peers: readonly Peer[], over: number, each: number): Promise<Map<string, Run>> {
  const runs = new Map<string, Run[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) runs.get(peer.name)?.push(await measure(peer, over, each));
  }
  const medians = new Map<string, Run>();
  for (const [name, all] of runs) {
    const run = all.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(all.length / 2)];
    if (run === undefined) continue;
    medians.set(name, run);
    console.log(
      `  ${name.padEnd(11)} ${Math.round(run.perSecond).toLocaleString('en').padStart(8)}/s` +
        `   p50 ${run.p50Ms.toFixed(2)} ms   p99 ${run.p99Ms.toFixed(2)} ms` +
        `   server's CPU a command: main thread ${run.mainMicros.toFixed(1)} us, whole ${run.allMicros.toFixed(1)} us`,
    );
  }
  return medians;
}

function ratios(runs: ReadonlyMap<string, Run>): void {
  const rate = (name: string): number | undefined => runs.get(name)?.perSecond;
  for (const own of ['florin', 'florin, SDK']) {
    for (const other of ['echo', 'sqlite']) {
      const [mine, theirs] = [rate(own), rate(other)];
      if (mine !== undefined && theirs !== undefined)
        console.log(`  ${own} / ${other} ${(mine / theirs).toFixed(2)}`);
    }
  }
}

async function measure({ server, load, skew: exponent }: Peer, over: number, each: number): Promise<Run> {
  const tally = new Tally();
  const used = { main: 0, all: 0 };
  const end = await load(server.url, over, each, new Transfers(accounts, exponent), tally);
  const measured = await tally.measure(warmupMs, measureMs, () => {
    const { main, all } = server.cpuSeconds();
    used.main = main - used.main;
    used.all = all - used.all;
  });
  await end();
  const micros = (seconds: number): number => (seconds / measured.answered) * 1e6;
  return {
    ...measured,
    perSecond: measured.answered / measured.seconds,
    mainMicros: micros(used.main),
    allMicros: micros(used.all),
  };
}
