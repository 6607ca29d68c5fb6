import { openWorkerJournal } from '../../../server/journal/worker-journal.ts';
import { isRefusal, parseRecord } from '../../../server/ledger/record.ts';
import { formatMoney, parseMoney } from '../../../shared/money.ts';
import { Fault } from './socket-run.ts';
import type { Tally } from './tally.ts';

/** What accounts held, by id, as the hub told it before it stopped. */
export type Balances = ReadonlyMap<string, string>;

/**
 * Holds the journal of a hub that has stopped against what it told: each transaction and each refusal is there once,
 * and nothing else is, so what was refused for its shape has left no trace; and the deltas come to the balances.
 */
export async function auditBooks(
  journalFile: string,
  tally: Tally,
  balances: Balances,
): Promise<BooksCounts> {
  await using journal = await openWorkerJournal(journalFile);
  const sums = new Map<string, { minor: bigint; scale: number }>();
  const counts = { transactions: 0, refusals: 0, ofTheHub: 0 };
  const keys = new Set<string>();
  const once = (key: string): void => {
    if (keys.has(key)) throw new Fault(`the key ${key} is in the journal twice`);
    keys.add(key);
  };
  for (let after = 0; ; ) {
    const commits = await journal.read(after, 1_000);
    if (commits.length === 0) break;
    after += commits.length;
    for (const text of commits.flatMap(({ records }) => records.split('\n'))) {
      const record = parseRecord(text);
      if (isRefusal(text) !== record.refused) throw new Fault('a record is neither');
      if (record.refused) {
        const { refused, command } = record.refusal;
        once(command.key);
        counts.refusals += 1;
        const isTold = tally.refused.get(command.key) === `${refused.code} ${refused.message}`;
        const isOfBatch = refused.code === 'batch_failed' && tally.batchFailed.has(command.key);
        if (!isTold && !isOfBatch) throw new Fault(`nobody was told of ${text}`);
        continue;
      }
      const { tx } = record;
      counts.transactions += 1;
      if (tx.seq !== counts.transactions) throw new Fault(`seq ${tx.seq} in place of ${counts.transactions}`);
      for (const { account, delta } of tx.legs) {
        const scale = delta.includes('.') ? delta.length - delta.indexOf('.') - 1 : 0;
        const sum = sums.get(account) ?? { minor: 0n, scale };
        sums.set(account, { minor: sum.minor + (parseMoney(delta, scale) ?? 0n), scale });
      }
      if (tx.by === '@hub') counts.ofTheHub += 1;
      else {
        once(tx.key);
        if (tally.applied.get(tx.key) !== text) throw new Fault(`nobody was told of ${text}`);
      }
    }
  }
  if (counts.transactions - counts.ofTheHub !== tally.applied.size)
    throw new Fault('an ok is not in the journal');
  for (const key of tally.refused.keys())
    if (!keys.has(key)) throw new Fault(`the refusal of ${key} is not in the journal`);
  if (tally.withoutFirst.length > 0) throw new Fault(`only repeated: ${tally.withoutFirst[0]}`);
  for (const [account, balance] of balances) {
    const sum = sums.get(account);
    const summed = sum === undefined ? undefined : formatMoney(sum.minor, sum.scale);
    if (summed !== undefined ? summed !== balance : Number(balance) !== 0) {
      throw new Fault(`${account} has ${balance}, and its transactions come to ${summed}`);
    }
  }
  return counts;
}

export interface BooksCounts {
  readonly transactions: number;
  readonly refusals: number;
  /** Transactions that the hub made itself. */
  readonly ofTheHub: number;
}
