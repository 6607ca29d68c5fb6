import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connect, FlorinError, type Hub, Refused, type Watch } from '../../client/sdk/index.ts';
import type { ParsedRecord } from '../../server/ledger/record.ts';
import { parseMoney } from '../../shared/money.ts';
import type { AccountState } from '../../shared/transaction.ts';
import { readJournal } from '../support/journal-records.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { ServerProcess } from '../support/server-process.ts';

const accounts = Array.from({ length: 8 }, (_, at) => `acc-${at}`);
const clients = 20;
const transfersEach = 500;
const watchers = 5;
const kills = 5;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test('twenty clients and five watchers over five kills: nothing lost, nothing twice, no hole', {
  timeout: 300_000,
}, async () => {
  const seed = Number(process.env.FLORIN_SEED ?? 20_261_122);
  const server = await ServerProcess.start({ args: ['--no-demo'] });
  cleanUps.push(() => server[Symbol.asyncDispose]());
  const hub = open(server.url);
  await hub.createLedger({ ledger: 'bank', asset: 'CNY', scale: 2 });
  for (const account of accounts) {
    await hub.open({ account, ledger: 'bank' });
    await hub.deposit({ account, amount: '1000' });
  }

  const observers = Array.from({ length: watchers }, (_, at) => new Observer(open(server.url), at));
  await Promise.all(observers.map((observer) => observer.watch.ready()));
  const tally = new Tally();
  const killing = killRepeatedly(server, tally);
  await Promise.all(
    Array.from({ length: clients }, (_, at) =>
      sendTransfers(open(server.url), seededRandom(seed + at), tally),
    ),
  );
  await killing;

  const { accounts: final, seq } = await hub.get(accounts);
  const { ledgers } = await hub.trial('bank');
  expect(ledgers.map(({ sum }) => sum)).toEqual(['0.00']);
  await Promise.all(observers.map((observer) => observer.reaches(final)));
  for (const observer of observers) expect(observer.faults).toEqual([]);
  await server.kill('SIGTERM');

  const records = await readJournal(join(server.data, 'journal.sqlite'));
  const decided = countByKey(records);
  expect(tally.unanswered).toEqual([]);
  expect(tally.committed.size + tally.refused.size).toBe(clients * transfersEach);
  for (const [key, txSeq] of tally.committed) expect(decided.get(key)).toEqual([txSeq]);
  for (const [key, code] of tally.refused) expect(decided.get(key)).toEqual([code]);
  const replayed = replay(records);
  expect(replayed.seq).toBe(seq);
  expect(new Map(final.map(({ account, balance }) => [account, balance]))).toEqual(replayed.balances);
});

function open(url: string): Hub {
  const hub = connect(url, { timeoutMs: Number.POSITIVE_INFINITY });
  cleanUps.push(() => hub.close());
  return hub;
}

/** What became of every command, by its key. */
class Tally {
  readonly committed = new Map<string, number>();
  readonly refused = new Map<string, string>();
  readonly unanswered: string[] = [];
  readonly #waiting: { count: number; resolve: () => void }[] = [];

  get answered(): number {
    return this.committed.size + this.refused.size;
  }

  /** Resolves once so many commands are answered. */
  async reaches(count: number): Promise<void> {
    if (this.answered < count) await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  wake(): void {
    for (const { count, resolve } of this.#waiting) if (this.answered >= count) resolve();
  }
}

async function killRepeatedly(server: ServerProcess, tally: Tally): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    await tally.reaches((kill * clients * transfersEach) / (kills + 2));
    await server.restart();
  }
}

/** Keeps up to 25 transfers in flight until all are answered. */
async function sendTransfers(hub: Hub, random: () => number, tally: Tally): Promise<void> {
  let left = transfersEach;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const from = Math.floor(random() * accounts.length);
      const to = (from + 1 + Math.floor(random() * (accounts.length - 1))) % accounts.length;
      const amount = (1 + Math.floor(random() * 20_000) / 100).toFixed(2);
      try {
        const tx = await hub.transfer({ from: accounts[from] ?? '', to: accounts[to] ?? '', amount });
        tally.committed.set(tx.key, tx.seq);
      } catch (error) {
        if (error instanceof Refused && error.key !== undefined) tally.refused.set(error.key, error.code);
        else
          tally.unanswered.push(error instanceof FlorinError ? `${error.name} ${error.code}` : String(error));
      }
      tally.wake();
    }
  };
  await Promise.all(Array.from({ length: 25 }, worker));
}

/** Follows all accounts and notes every hole in what it is told. */
class Observer {
  readonly watch: Watch;
  readonly faults: string[] = [];
  readonly #known = new Map<string, AccountState>();

  constructor(hub: Hub, at: number) {
    this.watch = hub.watch(at % 2 === 0 ? accounts : { ledger: 'bank' });
    this.watch.on('change', (change) => {
      if (change.kind === 'snapshot') {
        this.#known.clear();
        for (const state of change.accounts) this.#known.set(state.account, state);
        return;
      }
      const before = this.#known.get(change.account.account);
      if (change.account.version !== (before?.version ?? 0) + 1) {
        this.faults.push(
          `${change.account.account}: version ${change.account.version} after ${before?.version}`,
        );
      }
      if (minor(change.account.balance) !== minor(before?.balance ?? '0') + minor(change.delta ?? '0')) {
        this.faults.push(
          `${change.account.account}: balance does not follow at version ${change.account.version}`,
        );
      }
      this.#known.set(change.account.account, change.account);
    });
  }

  /** Resolves when what was told, change by change, is this state. */
  async reaches(final: readonly AccountState[]): Promise<void> {
    const isThere = (): boolean =>
      final.every(({ account, balance, version }) => {
        const known = this.#known.get(account);
        return known?.balance === balance && known.version === version;
      });
    if (isThere()) return;
    await new Promise<void>((resolve) => this.watch.on('change', () => isThere() && resolve()));
  }
}

function minor(text: string): bigint {
  const parsed = parseMoney(text, 2);
  if (parsed === undefined) throw new Error(`${text} has too many decimals`);
  return parsed;
}

/** Key to the seqs and refusal codes of all that was decided under it. */
function countByKey(records: readonly ParsedRecord[]): Map<string, (number | string)[]> {
  const decided = new Map<string, (number | string)[]>();
  for (const record of records) {
    const key = record.refused ? record.refusal.command.key : record.tx.key;
    const result = record.refused ? record.refusal.refused.code : record.tx.seq;
    decided.set(key, [...(decided.get(key) ?? []), result]);
  }
  return decided;
}

/** Balances that the transactions' deltas add up to. */
function replay(records: readonly ParsedRecord[]): { seq: number; balances: Map<string, string> } {
  const sums = new Map<string, bigint>();
  let seq = 0;
  for (const record of records) {
    if (record.refused) continue;
    expect(record.tx.seq).toBe(seq + 1);
    seq = record.tx.seq;
    for (const { account, delta } of record.tx.legs)
      sums.set(account, (sums.get(account) ?? 0n) + minor(delta));
  }
  const balances = new Map<string, string>();
  for (const account of accounts) {
    const sum = sums.get(account) ?? 0n;
    balances.set(account, `${sum / 100n}.${(sum % 100n).toString().padStart(2, '0')}`);
  }
  return { seq, balances };
}
