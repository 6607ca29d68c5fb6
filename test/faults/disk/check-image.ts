import { openDataFolder } from '../../../server/data-folder.ts';
import { openSqliteJournal } from '../../../server/journal/sqlite-journal.ts';
import { SqliteJournalReader } from '../../../server/journal/sqlite-journal-reader.ts';
import { loadMemory } from '../../../server/load-memory.ts';
import { verify } from '../../../server/tools/verify.ts';
import { openLocalViews } from '../../../server/views/local-views.ts';
import { formatMoney } from '../../../shared/money.ts';
import { RawClient } from '../../support/raw-client.ts';
import { ServerRun } from '../../support/server-run.ts';
import { commitsMax, type Told, type Truth } from './truth.ts';

/** Checks what a power cut has left: it opens, and holds all that anybody was told of. */

/** An acknowledged command, or something else that was told, is not there. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** Goes the way of the hub's start, in this process; gives the last commit. Throws {@link Lost}, or what the start throws. */
export async function checkOpened(data: string, truth: Truth, told: Told): Promise<number> {
  await using folder = await openDataFolder(data);
  const { journalFile, viewsFile } = folder;
  const journal = openSqliteJournal(journalFile);
  let reader: SqliteJournalReader | undefined;
  try {
    const { number, seq, hash } = journal.head;
    if (number < told.commit || seq < told.seq) {
      throw new Lost(
        `commit ${number} and seq ${seq} are there, ${told.commit} and ${told.seq} were told of`,
      );
    }
    if (journal.read(0, commitsMax).length !== number) throw new Error('a commit is missing');
    const { accounts, ...right } = truth.at(number);
    // Without a commit there is only a new journal.
    if (number > 0 && (hash !== right.hash || seq !== right.seq))
      throw new Error(`commit ${number} is another than it was`);
    reader = new SqliteJournalReader(journalFile);
    await using views = await openLocalViews({ journal: reader, journalFile, viewsFile, recentMax: 100 });
    const loaded = await views.load(number);
    loadMemory(loaded);
    for (const { account, balance, scale, version } of loaded.accounts) {
      const due = accounts.get(account) ?? { balance: formatMoney(0n, scale), version: 0 };
      if (formatMoney(balance, scale) !== due.balance || version !== due.version)
        throw new Error(`${account} holds ${balance} at version ${version}`);
    }
    for (const account of accounts.keys())
      if (!loaded.accounts.some((each) => each.account === account)) throw new Error(`${account} is missing`);
    return number;
  } finally {
    reader?.close();
    journal.close();
  }
}

/** Replays the journal with every rule, and compares the views with that. */
export function checkVerified(data: string): void {
  const { problems } = verify(`${data}/journal.sqlite`, `${data}/views.sqlite`, () => {});
  const [first] = problems;
  if (first !== undefined) throw first;
}

const keysAsked = 8;

/** Starts the hub itself on what ends with this commit: ledgers sum to zero, keys have their outcomes, money moves. */
export async function checkHub(data: string, truth: Truth, commit: number): Promise<void> {
  await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo']);
  await using client = await RawClient.connect(await server.url());
  const trial = await client.ask({ t: 'trial', id: 'trial' });
  if (trial.t !== 'trial') throw new Error(`no trial: ${JSON.stringify(trial)}`);
  for (const { ledger, sum } of trial.ledgers)
    if (Number(sum) !== 0) throw new Error(`${ledger} sums to ${sum}`);
  const deposits = [...truth.decidedThrough(commit)].filter(([, record]) =>
    record.includes('"kind":"deposit"'),
  );
  const known = deposits.slice(-keysAsked);
  for (const [key, record] of known) {
    const found = await client.ask({ t: 'outcome', id: key, key });
    if (found.t !== 'ok' || found.tx.seq !== seqOf(record))
      throw new Error(`${key} is ${JSON.stringify(found)}`);
  }
  if (known.length > 0) {
    const moved = await client.ask({
      t: 'deposit',
      id: 'more',
      key: 'after-the-cut',
      account: 'A',
      amount: '1',
    });
    if (moved.t !== 'ok') throw new Error(`no money moves: ${JSON.stringify(moved)}`);
  }
  server.signal('SIGTERM');
  if ((await server.ended()) !== 0) throw new Error(server.output);
}

function seqOf(record: string): number {
  return Number(/"seq":(\d+)/.exec(record)?.[1]);
}
