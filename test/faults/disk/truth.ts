import { openSqliteJournal } from '../../../server/journal/sqlite-journal.ts';
import { parseRecord } from '../../../server/ledger/record.ts';
import { ErrorCodeSchema, errorCodes } from '../../../shared/codes.ts';

/** More commits than a recording has. */
export const commitsMax = 1_000_000;

/** An account as the transactions say. */
export interface TrueAccount {
  readonly balance: string | undefined;
  readonly version: number;
}

interface TrueCommit {
  readonly hash: string;
  readonly seq: number;
  readonly accounts: ReadonlyMap<string, TrueAccount>;
}

interface Decided {
  readonly commit: number;
  readonly record: string;
}

/** What somebody has been told of: this commit has to be durable, and this seq. */
export interface Told {
  readonly commit: number;
  readonly seq: number;
}

export const toldNothing: Told = { commit: 0, seq: 0 };

export function laterOf(a: Told, b: Told): Told {
  return { commit: Math.max(a.commit, b.commit), seq: Math.max(a.seq, b.seq) };
}

const okPattern = /\{"t":"ok","id":"([^"]+)",(?:"replayed":true,)?"tx":(\{.*\})\}$/;
const errorPattern = /\{"t":"error","id":"([^"]+)",(?:"replayed":true,)?"code":"(\w+)"/;

/** All that a journal holds at the end of a recording, commit by commit: what any earlier moment is a beginning of. */
export class Truth {
  readonly #commits: TrueCommit[] = [{ hash: '', seq: 0, accounts: new Map() }];
  readonly #decided = new Map<string, Decided>();

  constructor(journalFile: string) {
    const journal = openSqliteJournal(journalFile);
    try {
      const accounts = new Map<string, TrueAccount>();
      for (const { number, hash, firstSeq, count, records } of journal.read(0, commitsMax)) {
        for (const record of records.split('\n')) {
          const parsed = parseRecord(record);
          const key = parsed.refused ? parsed.refusal.command.key : parsed.tx.key;
          if (this.#decided.has(key)) throw new Error(`key ${key} has two records`);
          this.#decided.set(key, { commit: number, record });
          if (parsed.refused) continue;
          for (const { account, balance, version } of parsed.tx.legs) {
            if (version !== (accounts.get(account)?.version ?? 0) + 1)
              throw new Error(`${account} has a gap`);
            accounts.set(account, { balance, version });
          }
        }
        this.#commits.push({ hash, seq: firstSeq + count - 1, accounts: new Map(accounts) });
      }
    } finally {
      journal.close();
    }
  }

  get commits(): number {
    return this.#commits.length - 1;
  }

  /** As of a commit; before the first for 0. Throws where there never was such a commit. */
  at(number: number): TrueCommit {
    const commit = this.#commits[number];
    if (commit === undefined) throw new Error(`there never was a commit ${number}`);
    return commit;
  }

  /** The newest that a text of the hub tells of. Throws where it tells what the journal does not have. */
  toldBy(text: string): Told {
    let told = toldNothing;
    for (const [, seq] of text.matchAll(/"seq":(\d+)/g))
      told = laterOf(told, { commit: 0, seq: Number(seq) });
    for (const line of text.split('\n')) {
      const [, key, record] = okPattern.exec(line) ?? [];
      if (key !== undefined) {
        const decided = this.#decidedAs(key);
        if (decided.record !== record)
          throw new Error(`${key} was told of as ${record}, not ${decided.record}`);
        told = laterOf(told, { commit: decided.commit, seq: 0 });
      }
      const [, refusedKey, code] = errorPattern.exec(line) ?? [];
      if (refusedKey !== undefined && errorCodes[ErrorCodeSchema.parse(code)].frozen) {
        const { commit, record: refusal } = this.#decidedAs(refusedKey);
        if (!refusal.includes(`"code":"${code}"`))
          throw new Error(`${refusedKey} was not refused as ${code}`);
        told = laterOf(told, { commit, seq: 0 });
      }
    }
    return told;
  }

  /** Commands that were decided in a commit or before, by key. */
  *decidedThrough(number: number): Generator<readonly [key: string, record: string]> {
    for (const [key, { commit, record }] of this.#decided) if (commit <= number) yield [key, record];
  }

  #decidedAs(key: string): Decided {
    const decided = this.#decided.get(key);
    if (decided === undefined) throw new Error(`${key} was acknowledged and is not in the journal`);
    return decided;
  }
}
