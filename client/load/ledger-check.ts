import { setTimeout as pause } from 'node:timers/promises';
import type { Hub } from '../sdk/index.ts';
import { AccountChain } from './check/account-chain.ts';
import { type AccountMark, MarkCursor } from './check/account-marks.ts';
import { askAgain } from './check/ask-again.ts';
import { BooksAudit } from './check/books-audit.ts';
import { Contradiction, patience, readBooks, readWorld, walkAccounts } from './check/ledger-reading.ts';
import { describe } from './check/meanings.ts';
import { Problems } from './check/problems.ts';
import { QuestionSlots } from './check/question-slots.ts';
import { readHistory } from './check/read-history.ts';
import { RunAudit } from './check/run-audit.ts';
import type { Stranger } from './check/strangers.ts';
import { registrationKey } from './command-key.ts';
import type { LedgerBefore } from './ledger-before.ts';
import { holdLifeMs, scriptLength } from './mixed/script.ts';
import type { LoadOptions } from './options.ts';
import type { OutcomeLog } from './outcome-log.ts';
import type { LedgerCheck } from './result.ts';
import type { WatcherReport } from './watcher-report.ts';
import type { Workload } from './workload.ts';

export interface CheckInput {
  /** Connected; the check opens a few connections more. */
  readonly hub: Hub;
  readonly options: LoadOptions;
  /** As in the keys of its commands; registered, see `registrationKey`. */
  readonly run: string;
  readonly workload: Workload;
  /** By thread. */
  readonly logs: readonly OutcomeLog[];
  /** Taken after the preparation, before the first command. */
  readonly before: LedgerBefore;
  readonly watchers: readonly WatcherReport[];
  /** Told of transactions of the run that were found, of the commands that it sent. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Proves by the hub's answers alone that the ledger holds what a run was told: an independent replay of all
 * that happened to its accounts. No command may be under way any more. Rejects with a `FlorinError` where
 * the hub does not answer, and with the signal's reason.
 */
export async function checkLedger(input: CheckInput): Promise<LedgerCheck> {
  const { signal } = input;
  signal.throwIfAborted();
  await using slots = new QuestionSlots(input.options);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return await Promise.race([new Check(input, slots).run(), aborted]);
}

/** How often to look whether the last hold has expired. */
const lookAgainMs = 100;

/** Unix milliseconds of the last command's key; 0 where none was sent. */
function lastKeyMs(logs: readonly OutcomeLog[]): number {
  let lastMs = 0;
  for (const log of logs) {
    for (let n = Math.max(0, log.size - scriptLength); n < log.size; n += 1)
      if (log.at(n).kind !== 'never') lastMs = Math.max(lastMs, log.keyMs(n));
  }
  return lastMs;
}

class Check {
  readonly #input: CheckInput;
  readonly #slots: QuestionSlots;
  readonly #problems = new Problems();
  readonly #audit: RunAudit;
  readonly #books: BooksAudit;
  /** Commands. */
  readonly #sent: number;
  #accounts = 0;
  #until = 0;
  /** Of the hub's clock, before its accounts were read. */
  #nowMs = 0;

  constructor(input: CheckInput, slots: QuestionSlots) {
    this.#input = input;
    this.#slots = slots;
    this.#audit = new RunAudit(
      { ...input, ledger: input.options.ledger },
      input.before.books.scale,
      this.#problems,
    );
    this.#books = new BooksAudit(input.before, this.#problems);
    this.#sent = input.logs.reduce((sum, { size }) => sum + size, 0);
  }

  async run(): Promise<LedgerCheck> {
    const startMs = performance.now();
    const askedAgain = await this.#contradictionsAsProblems();
    this.#judgeWatchers();
    const problems = this.#problems.told();
    return {
      state: problems.length === 0 ? 'right' : 'wrong',
      problems,
      found: this.#audit.found,
      transactions: this.#audit.transactions,
      accounts: this.#accounts,
      watchers: this.#input.watchers.length,
      askedAgain,
      seconds: (performance.now() - startMs) / 1000,
    };
  }

  #judgeWatchers(): void {
    for (const [index, { gaps, first, last, problem }] of this.#input.watchers.entries()) {
      if (gaps === 0 && problem === undefined) continue;
      const holes =
        gaps === 0 ? '' : ` has ${gaps} ${gaps === 1 ? 'gap' : 'gaps'} between seq ${first} and ${last}`;
      const what = problem === undefined ? '' : `: ${problem}`;
      this.#problems.add('watcher', `Watcher ${index + 1}${holes}${what}.`);
    }
  }

  async #contradictionsAsProblems(): Promise<LedgerCheck['askedAgain']> {
    try {
      return await this.#readLedger();
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
      this.#problems.add('books', error.message);
      return { asked: 0, of: 0 };
    }
  }

  async #readLedger(): Promise<LedgerCheck['askedAgain']> {
    const { hub, before, options, signal } = this.#input;
    this.#nowMs = await this.#holdsExpired();
    const books = await readBooks(hub, options.ledger);
    const world = await readWorld(hub, books);
    // All accounts are read as of this moment or later; what came later still is none of this run's business.
    this.#until = world.seq;
    await this.#follow(before.world, world);
    const cursor = new MarkCursor(before.accounts);
    const missing = (account: string): void =>
      this.#problems.add('account', `The ledger does not list ${account} any more.`);
    for await (const page of walkAccounts(hub, books, signal)) {
      for (const after of page) {
        const start = cursor.find(after.account, missing);
        this.#books.account(start, after);
        await this.#follow(
          start ?? { ...after, seq: 0, version: 0, balance: 0n, held: 0n, frozen: undefined },
          after,
        );
      }
    }
    cursor.end(missing);
    await this.#slots.end();
    const { transactions } = await readBooks(hub, options.ledger);
    this.#audit.end();
    this.#books.end({ books, isQuiet: transactions === books.transactions });
    await this.#judgeStrangers(hub);
    return askAgain({ ...this.#input, until: world.seq }, this.#audit, this.#slots, this.#problems);
  }

  /**
   * Waits until the holds of the run that expire have done so, or the books would change while they are read. Tells the
   * time of the hub's clock then, Unix milliseconds.
   */
  async #holdsExpired(): Promise<number> {
    const { hub, logs, workload } = this.#input;
    const untilMs = workload.hasScript ? lastKeyMs(logs) + holdLifeMs : 0;
    // Not longer than a hold lives: the hub's clock may be another than this one.
    for (let waitedMs = 0; ; waitedMs += lookAgainMs) {
      const nowMs = Date.parse((await hub.ping(patience)).time);
      if (nowMs > untilMs || waitedMs >= holdLifeMs) return nowMs;
      await pause(lookAgainMs);
    }
  }

  /** Reads the history of an account that has changed. */
  async #follow(start: AccountMark, end: AccountMark): Promise<void> {
    const isUnchanged =
      start.version === end.version &&
      start.balance === end.balance &&
      start.held === end.held &&
      start.frozen === end.frozen;
    if (start.frozen !== undefined) this.#audit.wasFrozen(end.account);
    if (isUnchanged) return;
    this.#accounts += 1;
    await this.#slots.add(async (hub) => {
      const problem = (sentence: string): void => this.#problems.add('account', sentence);
      const settled = (key: string): void => this.#audit.settled(key);
      const chain = new AccountChain(start, this.#input.before.books.scale, { problem, settled });
      for await (const txs of readHistory(hub, start, end, this.#input.signal)) {
        for (const tx of txs) {
          chain.take(tx);
          if (tx.seq > this.#until) continue;
          this.#audit.saw(tx, end.account);
          if (tx.legs[0]?.account === end.account) this.#books.saw(tx);
        }
        this.#input.onProgress?.(this.#audit.transactions, this.#sent);
      }
      chain.end(end, this.#nowMs);
      if (chain.wasFrozen) this.#audit.wasFrozen(end.account);
    });
  }

  /** Whether the transactions that are not of this run are of another that the hub knows. */
  async #judgeStrangers(hub: Hub): Promise<void> {
    const { runs, unsorted } = this.#audit.strangers;
    for (const [run, stranger] of runs) {
      const registration = await hub.outcome(registrationKey(run), patience);
      if (registration.kind === 'unknown') this.#accuse(stranger);
    }
    if (unsorted !== undefined) this.#accuse(unsorted);
  }

  #accuse({ first, transactions }: Stranger): void {
    const others = transactions > 1 ? ` (and ${transactions - 1} more like it)` : '';
    this.#problems.add(
      'stranger',
      `Seq ${first.seq} (key ${first.key}) is ${describe(first)}, which no load run asked for${others}.`,
    );
  }
}
