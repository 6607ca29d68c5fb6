import { setTimeout as delay } from 'node:timers/promises';
import { dataFiles } from '../../../server/data-folder.ts';
import { createToken } from '../../../server/tools/tokens.ts';
import { readCommits } from '../../support/journal-records.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { ServerProcess } from '../../support/server-process.ts';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { check } from '../checker/check.ts';
import type { Violation } from '../checker/history.ts';
import { Bursts } from './bursts.ts';
import { commandsSeen, judge } from './judge.ts';
import { type Content, cash, type Made, planOf, points, poor } from './plan.ts';
import { isDecided, isForNow, type Sending, Sendings, type Words } from './sendings.ts';
import { StormHttp } from './storm-http.ts';
import { StormSocket } from './storm-socket.ts';

export interface StormOptions {
  /** Commands that are sent in all, at least. */
  readonly sendings: number;
  readonly seed: number;
  /** Keys of single commands; those of batches come on top. */
  readonly keys: number;
  /** How often the hub is started again amid the storm. */
  readonly restarts: number;
  /** Modules that are loaded before the hub. */
  readonly imports?: readonly string[];
  readonly progress?: (sent: number, restarts: number) => void;
}

export interface StormReport {
  readonly violations: readonly Violation[];
  readonly counts: StormCounts;
}

/** Sendings by what they were told. */
export interface StormCounts {
  sendings: number;
  /** Keys of principals that were used. */
  keys: number;
  kills: number;
  stops: number;
  /** Transactions in the journal. */
  transactions: number;
  /** Told as the first. */
  applied: number;
  refused: number;
  /** Told what the first was told. */
  replayed: number;
  replayedRefusals: number;
  keyReused: number;
  forbidden: number;
  expired: number;
  /** `busy`, `rate_limited` or `unavailable`. */
  turnedAway: number;
  badRequests: number;
  /** `batch_failed` that is not remembered. */
  failedBatches: number;
  unanswered: number;
  questions: number;
}

const sockets = 51;
/** Unanswered commands above which no more are sent. */
const unansweredMax = 250;
/** How long an answer may take at a hub that is there. */
const answeredWithinMs = 60_000;
/** How long a hub in a storm is left to itself before it is ended, at most. */
const endsWithinMs = 20;
/** One life in so many has a limit that the storm exceeds; commands a second of each principal. */
const limitedLives = 5;
const limitedPerSecond = 400;

/** The kinds that the third principal has no grant for. */
const granted = { cid: ['deposit', 'transfer'] } as const;

/** Sends a few hundred commands again and again, over everything, to a hub that is ended and started again. */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  await using folder = await TemporaryFolder.make();
  const tokens = tokensOf(folder.path);
  const { imports = [] } = options;
  await using server = await ServerProcess.start({
    data: folder.path,
    args: ['--no-demo'],
    imports,
    env: unlimited,
  });
  using storm = new Storm(server, tokens, options);
  await storm.run();
  await server.kill('SIGTERM');
  const commits = await readCommits(dataFiles(folder.path).journalFile);
  const { all } = storm.sendings;
  const violations: Violation[] = [
    ...storm.faults.map((what) => ({ invariant: 'I3', what }) as const),
    ...judge(all, commits, isForbidden),
    ...check({ commits, commands: commandsSeen(all), watches: [], reads: [], isComplete: true }),
  ];
  const transactions = commits.flatMap(({ records }) => records.filter((each) => !each.refused)).length;
  return { violations, counts: { ...countsOf(all), ...storm.ends, transactions } };
}

/** Each principal's token: two who may do everything, and one who may not. */
function tokensOf(data: string): Map<string, string> {
  const make = (name: string, grants: readonly string[]): [string, string] => [
    name,
    createToken({ data, name, grants, isFull: grants.length === 0, expiresMs: undefined }, Date.now()),
  ];
  const some = ['deposit:*', 'transfer-from:*', 'transfer-to:*', 'read:*'];
  return new Map([make('ann', []), make('ben', []), make('cid', some)]);
}

function isForbidden(by: string, kind: string): boolean {
  return by === 'cid' && !granted.cid.some((each) => each === kind);
}

const rateVariable = 'FLORIN_COMMANDS_PER_SECOND';
const unlimited = { [rateVariable]: '0' };

class Storm implements Disposable {
  readonly sendings = new Sendings();
  /** What is wrong beside what the journal shows. */
  readonly faults: string[] = [];
  readonly ends = { kills: 0, stops: 0 };
  readonly #server: ServerProcess;
  readonly #options: StormOptions;
  readonly #random: () => number;
  readonly #sockets: StormSocket[] = [];
  readonly #https: StormHttp[] = [];
  readonly #asking = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];

  constructor(server: ServerProcess, tokens: ReadonlyMap<string, string>, options: StormOptions) {
    this.#server = server;
    this.#options = options;
    this.#random = seededRandom(options.seed);
    const fault = (what: string): void => void this.faults.push(what);
    const bearers = [...tokens];
    for (let nth = 0; nth < sockets; nth += 1) {
      const [by = '', token = ''] = bearers[nth % bearers.length] ?? [];
      this.#sockets.push(new StormSocket(by, token, this.sendings, fault));
    }
    for (const [by, token] of bearers) this.#https.push(new StormHttp(by, token, this.sendings, fault));
  }

  async run(): Promise<void> {
    const { sendings, seed, keys, restarts, progress } = this.#options;
    await this.#open();
    const plan = planOf(seed, keys, await this.#setUp());
    const ask = (asking: Promise<void>): void => this.#track(asking);
    const bursts = new Bursts(plan, this.#random, this.#sockets, this.#https, ask);
    for (let life = 1; this.sendings.commands < sendings; ) {
      bursts.next(this.#server.pageUrl, this.sendings.commands / sendings);
      if (this.sendings.commands >= (sendings * life) / (restarts + 1) && life <= restarts) {
        await this.#endAmid(bursts, life);
        life += 1;
        bursts.again(unansweredOf(this.sendings.all), 3);
      }
      await this.#unansweredBelow(unansweredMax);
      progress?.(this.sendings.commands, life - 1);
    }
    await this.#unansweredBelow(1);
    await this.#endAmid(bursts, 0);
    await this.#settle(bursts);
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.drop();
  }

  /** What is there before the storm; its keys are sent again in the end. */
  async #setUp(): Promise<Made> {
    const [socket] = this.#sockets;
    if (socket === undefined) throw new Error('there is a first socket');
    let count = 0;
    const ask = async (contents: readonly Content[]): Promise<number[]> => {
      const from = this.sendings.all.length;
      const lines = contents.map((content) => {
        count += 1;
        return socket.talk.command({ intent: { key: `setup-${count}`, contents: [content] }, content });
      });
      socket.send(lines);
      await this.#unansweredBelow(1);
      return this.sendings.all.slice(from).map(({ words }) => words?.tx?.seq ?? 0);
    };
    const rules = { kind: 'fixed', maxDeposit: '100' };
    await ask([
      { t: 'ledger', ledger: 'cash', asset: 'CNY', scale: 2 },
      { t: 'ledger', ledger: 'points', asset: 'PTS', scale: 0, rules },
      ...[...cash, ...poor].map((account) => ({ t: 'open', account, ledger: 'cash' })),
      ...points.map((account) => ({ t: 'open', account, ledger: 'points' })),
    ]);
    const deposits = await ask(cash.map((account) => ({ t: 'deposit', account, amount: '1000' })));
    const holds = await ask(cash.map((from) => ({ t: 'hold', from, to: 'acc-0', amount: '5' })).slice(1));
    return { holds, deposits };
  }

  /** Ends the hub amid what was sent, lets more be sent at what is left of it, and starts it again. */
  async #endAmid(bursts: Bursts, life: number): Promise<void> {
    const isKill = this.#random() < 0.6;
    await delay(Math.floor(this.#random() * endsWithinMs));
    const ended = this.#server.kill(isKill ? 'SIGKILL' : 'SIGTERM');
    if (life > 0) bursts.next(this.#server.pageUrl, this.sendings.commands / this.#options.sendings);
    const code = await ended;
    if (!isKill && code !== 0) this.faults.push(`a hub that was to stop ended with ${code}`);
    this.ends[isKill ? 'kills' : 'stops'] += 1;
    await Promise.all(this.#asking);
    const isLimited = life > 0 && life % limitedLives === 0;
    await this.#server.restart(isLimited ? { [rateVariable]: String(limitedPerSecond) } : unlimited);
    await this.#open();
  }

  /** Every key once more, and what became of it: nobody is left without an answer. */
  async #settle(bursts: Bursts): Promise<void> {
    const used = new Map<string, Sending>();
    for (const sending of this.sendings.all)
      if (!sending.isBroken && !sending.isQuestion) used.set(sending.scope, sending);
    const from = this.sendings.all.length;
    bursts.again([...used.values()], 1, true);
    await this.#unansweredBelow(1);
    for (const { words, scope } of this.sendings.all.slice(from)) {
      if (words === undefined || isForNow(words.code)) this.faults.push(`${scope} has no answer in the end`);
    }
  }

  async #open(): Promise<void> {
    for (const socket of this.#sockets) socket.drop();
    await Promise.all(this.#sockets.map((socket) => socket.open(this.#server.url, () => this.#wake())));
  }

  #track(asking: Promise<void>): void {
    const tracked = asking.finally(() => {
      this.#asking.delete(tracked);
      this.#wake();
    });
    this.#asking.add(tracked);
  }

  get #unanswered(): number {
    return this.#sockets.reduce((sum, { unanswered }) => sum + unanswered, 0) + this.#asking.size;
  }

  async #unansweredBelow(max: number): Promise<void> {
    const lateMs = performance.now() + answeredWithinMs;
    const timer = setTimeout(() => this.#wake(), answeredWithinMs + 1);
    try {
      while (this.#unanswered >= max) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        if (performance.now() < lateMs) continue;
        throw new Error(
          `${this.#unanswered} still wait after ${answeredWithinMs} ms:\n${this.#server.output}`,
        );
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** What was asked last of each key whose sender has heard nothing. */
function unansweredOf(all: readonly Sending[]): Sending[] {
  const byScope = new Map<string, Sending>();
  for (const sending of all.slice(-2 * unansweredMax)) {
    if (sending.words === undefined && !sending.isBroken && !sending.isQuestion)
      byScope.set(sending.scope, sending);
  }
  return [...byScope.values()];
}

function countsOf(all: readonly Sending[]): Omit<StormCounts, 'kills' | 'stops' | 'transactions'> {
  const commands = all.filter(({ isQuestion }) => !isQuestion);
  const count = (isIt: (code: Words['code'], isReplayed: boolean) => boolean): number =>
    commands.filter(({ words, isReplayed }) => words !== undefined && isIt(words.code, isReplayed)).length;
  const isRefused = (code: Words['code']): boolean =>
    code !== 'ok' && code !== 'batch_failed' && isDecided(code);
  return {
    sendings: commands.length,
    keys: new Set(commands.map(({ scope }) => scope)).size,
    applied: count((code, isReplayed) => code === 'ok' && !isReplayed),
    refused: count((code, isReplayed) => isRefused(code) && !isReplayed),
    replayed: count((code, isReplayed) => code === 'ok' && isReplayed),
    replayedRefusals: count((code, isReplayed) => isRefused(code) && isReplayed),
    keyReused: count((code) => code === 'key_reused'),
    forbidden: count((code) => code === 'forbidden'),
    expired: count((code) => code === 'expired'),
    turnedAway: count((code) => isForNow(code)),
    badRequests: count((code) => code === 'bad_request'),
    failedBatches: count((code) => code === 'batch_failed'),
    unanswered: commands.filter(({ words }) => words === undefined).length,
    questions: all.length - commands.length,
  };
}
