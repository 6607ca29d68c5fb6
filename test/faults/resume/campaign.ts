import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { dataFiles } from '../../../server/data-folder.ts';
import { readCommits } from '../../support/journal-records.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { ShortWaits } from '../../support/short-waits.ts';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { florinDone } from '../../tools/run-tool.ts';
import { isSame } from '../checker/asked-for.ts';
import type { Violation } from '../checker/history.ts';
import { Bank, kinds } from './bank.ts';
import { EventStream } from './event-stream.ts';
import { fewKept, keptVariable } from './kept.ts';
import { type Kind, type Resumption, type Since, Texts } from './resumption.ts';
import { SdkCuts } from './sdk-cuts.ts';
import { type Counts, count, judgeBeginnings, noCounts, Truth } from './verdict.ts';
import { WatchLine } from './watch-line.ts';

export interface CampaignOptions {
  readonly transactions: number;
  readonly seed: number;
  /** Modules that are loaded before the hub. */
  readonly imports?: readonly string[];
  readonly progress?: Progress;
}

/** Hears, within a round, how many watches of all have gone on, or transactions been made. */
type Progress = (name: string, done: number, all: number) => void;

/** One way to come back, tried at every seq. */
export interface Round {
  readonly name: string;
  /** Seqs, and what is none, that were gone on from. */
  readonly offsets: number;
  readonly counts: Counts;
  readonly violations: readonly Violation[];
}

/** Of all transactions, one in so many is kept for watchers that come back. */
const keptShare = 4;
/** Watches of one connection at a time, below the hub's own bound. */
const watchesPerLine = 200;
/** Lines that are told of the same new transactions. */
const linesPerWave = 4;
const streamsAtOnce = 40;
/** Transactions that a hub has beyond its backup. */
const lost = 100;
const sdkTurns = 4;
/** Accounts of a hub whose snapshots come in parts, and of how many seqs one is tried there: such a snapshot is large. */
const manyAccounts = 1_100;
const everyOfMany = 40;
/** What the traffic waits between two frames; milliseconds. */
const trafficPauseMs = 5;

/** Makes a history and goes on from every place of it, by all ways that there are, one after another. */
export async function* campaign({
  transactions,
  seed,
  imports = [],
  progress = () => undefined,
}: CampaignOptions): AsyncGenerator<Round, void, void> {
  await using folder = await TemporaryFolder.make();
  const kept = Math.ceil(transactions / keptShare);
  const env = { [keptVariable]: String(kept) };
  const hub = (data: string): Promise<ServerProcess> =>
    ServerProcess.start({
      data: folder.file(data),
      args: ['--no-demo'],
      imports: [fewKept, ...imports],
      env,
    });
  await using server = await hub('first');
  const bank = new Bank('first', seededRandom(seed));
  const texts = new Texts();
  const run = new Run(server, bank, kept, texts, progress);

  yield await run.sdk('the SDK, cut between each seq and the next, as history is made', transactions);
  yield await run.sockets('sockets, at a hub at rest');
  yield await run.streams('event streams with Last-Event-ID');
  yield await run.busy('sockets, while commands go on');
  await server.restart(env);
  yield await run.sockets('sockets, after SIGKILL');
  await server.kill('SIGTERM');
  await server.begin(env).ready;
  yield await run.sockets('sockets, after SIGTERM');

  const backup = folder.file('backup.sqlite');
  await florinDone(['backup', backup, '--data', server.data]);
  await run.grow(lost);
  const { epoch, head } = await run.head();
  yield await run.journal('the journal, against what all of this was held against');
  {
    await mkdir(folder.file('other'));
    await using other = await hub('other');
    const elsewhere = new Run(other, new Bank('other', seededRandom(seed + 1)), kept, new Texts(), progress);
    await elsewhere.begin(Math.ceil(transactions / 10), 0);
    yield await elsewhere.sockets('sockets that knew another hub', { epoch, head });
  }
  {
    await using wide = await hub('wide');
    const many = new Run(wide, new Bank('wide', seededRandom(seed + 3)), kept, new Texts(), progress);
    await many.begin(transactions, manyAccounts);
    yield await many.busy('sockets, of snapshots in parts while commands go on', everyOfMany);
  }
  await florinDone(['restore', backup, '--data', folder.file('restored')]);
  await using restored = await hub('restored');
  const again = new Run(restored, new Bank('restored', seededRandom(seed + 2)), kept, new Texts(), progress);
  yield await again.sockets('sockets that knew a hub that was restored since', { epoch, head });
}

/** Rounds at one hub. */
class Run {
  readonly #server: ServerProcess;
  readonly #bank: Bank;
  readonly #kept: number;
  readonly #texts: Texts;
  readonly #progress: Progress;

  constructor(server: ServerProcess, bank: Bank, kept: number, texts: Texts, progress: Progress) {
    this.#server = server;
    this.#bank = bank;
    this.#kept = kept;
    this.#texts = texts;
    this.#progress = progress;
  }

  async head(): Promise<{ readonly epoch: string; readonly head: number }> {
    await using line = await this.#line();
    return { epoch: line.epoch, head: line.seq };
  }

  async begin(transactions: number, moreAccounts: number): Promise<void> {
    await using line = await this.#line();
    await this.#bank.open(line, moreAccounts);
    await this.#bank.grow(line, transactions);
  }

  async grow(transactions: number): Promise<void> {
    await using line = await this.#line();
    await this.#bank.grow(line, transactions);
  }

  async sdk(name: string, transactions: number): Promise<Round> {
    using _shortWaits = new ShortWaits(0.001);
    await using line = await this.#line();
    await this.#bank.open(line);
    await using cuts = new SdkCuts(this.#server.url, kinds.slice(0, 4), sdkTurns);
    // So that none is too far behind to go on.
    const growsBy = Math.ceil(this.#kept / 4);
    for (let made = 0; made < transactions; made += growsBy) {
      await this.#bank.grow(line, Math.min(growsBy, transactions - made));
      await cuts.reach(await this.#bank.mark(line));
      this.#progress(name, made, transactions);
    }
    const truth = await this.#truth();
    const counts = { ...noCounts(), watches: cuts.watches.length, recovered: cuts.cuts };
    for (const { told } of cuts.watches) {
      counts.events += told.filter(({ t }) => t !== 'snapshot').length;
      counts.snapshots += told.filter(({ t }) => t === 'snapshot').length - 1;
    }
    const violations = truth.judge(cuts.watches);
    return { name, offsets: cuts.cutBehind.size, counts, violations };
  }

  /** Goes on from every seq of this hub, or of the one that was known. */
  async sockets(name: string, known?: { readonly epoch: string; readonly head: number }): Promise<Round> {
    return await this.#everySeq(name, known ?? (await this.head()), true);
  }

  /** The same while others ask for more; of so many seqs one. */
  async busy(name: string, every = 1): Promise<Round> {
    await using line = await this.#line();
    const known = await this.head();
    const over = new AbortController();
    const traffic = this.#traffic(line, over.signal);
    try {
      return await this.#everySeq(name, known, false, every);
    } finally {
      over.abort();
      await traffic;
    }
  }

  async streams(name: string): Promise<Round> {
    await using line = await this.#line();
    const { epoch, seq: head } = line;
    const counts = noCounts();
    const violations: Violation[] = [];
    const some = [kinds[0], kinds[5]].filter((kind) => kind !== undefined);
    const offsets = offsetsOf({ epoch, head }).filter(({ seq }) => /^\d{1,15}$/.test(String(seq)));
    const watches: Resumption[] = [];
    const all = offsets.flatMap((since) => some.map((kind) => ({ since, kind })));
    for (let at = 0; at < all.length; at += streamsAtOnce) {
      const streams = await Promise.all(
        all
          .slice(at, at + streamsAtOnce)
          .map(({ since, kind }) => EventStream.open(this.#server.url, kind, since, epoch, this.#texts)),
      );
      const through = await this.#bank.mark(line);
      for (const stream of streams) {
        stream.watch.through = through(stream.watch);
        await stream.reach(through(stream.watch));
        violations.push(...stream.faults.map((what) => ({ invariant: 'I4', what }) as const));
        watches.push(stream.watch);
        await stream[Symbol.asyncDispose]();
      }
      this.#progress(name, watches.length, all.length);
    }
    const truth = await this.#truth();
    count(counts, watches);
    violations.push(...this.#judge(watches, truth, { epoch, head }, true));
    return { name, offsets: offsets.length, counts, violations };
  }

  /** Whether the journal on disk is what watchers were held against; the hub is ended and started again for it. */
  async journal(name: string): Promise<Round> {
    const truth = await this.#truth();
    await this.#server.kill('SIGTERM');
    const commits = await readCommits(dataFiles(this.#server.data).journalFile);
    const txs = commits.flatMap(({ records }) => records.flatMap((each) => (each.refused ? [] : each.tx)));
    const told = truth.commits.flatMap(({ records }) =>
      records.flatMap((each) => (each.refused ? [] : each.tx)),
    );
    const violations: Violation[] = isSame(txs, told)
      ? []
      : [{ invariant: 'I5', what: 'the hub told of other transactions than its journal has' }];
    return { name, offsets: txs.length, counts: noCounts(), violations };
  }

  async #everySeq(name: string, known: Known, isAtRest: boolean, every = 1): Promise<Round> {
    const { epoch, head: newest } = await this.head();
    const counts = noCounts();
    const violations: Violation[] = [];
    const offsets = offsetsOf(known, every);
    const pairs = offsets.flatMap((since) => kinds.map((kind): readonly [Kind, unknown] => [kind, since]));
    const watches: Resumption[] = [];
    for (let at = 0; at < pairs.length; at += linesPerWave * watchesPerLine) {
      const strays: string[] = [];
      watches.push(...(await this.#wave(name, pairs.slice(at, at + linesPerWave * watchesPerLine), strays)));
      violations.push(
        ...strays.map((stray) => ({ invariant: 'I4', what: `nobody asked for ${stray}` }) as const),
      );
      this.#progress(name, watches.length, pairs.length);
    }
    const truth = await this.#truth();
    count(counts, watches);
    const head = known.epoch === epoch ? Math.min(known.head, newest) : 0;
    violations.push(...this.#judge(watches, truth, { epoch, head }, isAtRest));
    return { name, offsets: offsets.length, counts, violations };
  }

  /** Watches that go on together, then are told of something new, each of them, and end. */
  async #wave(
    name: string,
    pairs: readonly (readonly [Kind, unknown])[],
    strays: string[],
  ): Promise<Resumption[]> {
    await using marker = await this.#line();
    const parts: { readonly line: WatchLine; readonly begun: readonly Resumption[] }[] = [];
    const all = (what: string, isSo: (watch: Resumption) => boolean): Promise<unknown> =>
      Promise.all(parts.map(({ line, begun }) => line.until(what, () => begun.every(isSo))));
    try {
      for (let at = 0; at < pairs.length; at += watchesPerLine) {
        const line = await this.#line();
        parts.push({ line, begun: line.watch(name, pairs.slice(at, at + watchesPerLine), this.#texts) });
      }
      await all('an answer to each watch', ({ isAnswered }) => isAnswered);
      const through = await this.#bank.mark(marker);
      for (const watch of parts.flatMap(({ begun }) => begun)) watch.through = through(watch);
      await all('what each watch has to be told', isThrough);
      for (const { line } of parts) {
        await line.unwatchAll();
        strays.push(...line.strays);
      }
    } finally {
      for (const { line } of parts) await line[Symbol.asyncDispose]();
    }
    return parts.flatMap(({ begun }) => begun);
  }

  #judge(
    watches: readonly Resumption[],
    truth: Truth,
    { epoch, head }: Known,
    isAtRest: boolean,
  ): Violation[] {
    const answered = watches.filter(({ refusal }) => refusal === undefined);
    const promised = { epoch, head: isAtRest ? head : undefined, kept: this.#kept };
    return [...truth.judge(answered), ...judgeBeginnings(watches, promised, truth.head)];
  }

  async #traffic(line: WatchLine, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#bank.grow(line, 1);
      await delay(trafficPauseMs);
    }
  }

  #truth(): Promise<Truth> {
    return Truth.read(this.#server.pageUrl, this.#texts);
  }

  #line(): Promise<WatchLine> {
    return WatchLine.open(this.#server.url);
  }
}

interface Known {
  readonly epoch: string;
  readonly head: number;
}

/** What is no seq of a hub yet, or never, and other epochs; then its seqs, all or one of so many, the newest first. */
function offsetsOf({ epoch, head }: Known, every = 1): Since[] {
  const strange = [
    ...[head + 1, head + 2, head + 1_000, 2 ** 31, 2 ** 32, 2 ** 53 - 1],
    ...[-1, 0.5, 2 ** 53, 1e300],
  ];
  const epochs = [`${epoch}x`, epoch.slice(1), epoch.toLowerCase(), 'x'.repeat(64), 'x'.repeat(65), ''];
  return [
    ...strange.map((seq) => ({ epoch, seq })),
    ...epochs
      .filter((other) => other !== epoch)
      .map((other) => ({ epoch: other, seq: Math.floor(head / 2) })),
    ...Array.from({ length: Math.floor(head / every) + 1 }, (_, nth) => ({ epoch, seq: head - nth * every })),
  ];
}

function isThrough({ refusal, seq, through }: Resumption): boolean {
  return refusal !== undefined || seq >= (through ?? 0);
}
