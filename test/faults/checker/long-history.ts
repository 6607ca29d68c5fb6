import { type Command, CommandSchema } from '../../../shared/commands.ts';
import type { AccountState, Leg, Transaction } from '../../../shared/transaction.ts';
import { Reference } from '../../model/reference.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import type { CommandSeen, History, ReadSeen, Told } from './history.ts';

const accounts = 1_000;
const recordsPerCommit = 20;
const readEvery = 10;
const beganMs = Date.parse('2026-01-31T12:00:00.000Z');
const world = '@world:cash';

/** What a perfect hub would leave of so many transfers, with watches of everything and a read now and then. */
export function longHistory(transfers: number): History {
  const past = new Past();
  past.do({ t: 'ledger', ledger: 'cash', asset: 'CNY', scale: 2 });
  for (let nth = 0; nth < accounts; nth += 1) {
    past.do({ t: 'open', account: `acc-${nth}`, ledger: 'cash' });
    past.do({ t: 'deposit', account: `acc-${nth}`, amount: '1000000.00' }, world, `acc-${nth}`);
  }
  for (let nth = 0; nth < transfers; nth += 1) {
    // Most of them touch the first account, whose history is as long as the journal then.
    const [from, to] = [
      `acc-${nth % 3 === 0 ? 1 + (nth % (accounts - 1)) : 0}`,
      `acc-${1 + ((nth * 7) % (accounts - 1))}`,
    ];
    if (from !== to) past.do({ t: 'transfer', from, to, amount: '1.00' }, from, to);
  }
  return past.history();
}

class Past {
  readonly #reference = new Reference();
  readonly #txs: Transaction[] = [];
  readonly #commands: CommandSeen[] = [];
  readonly #reads: ReadSeen[] = [];
  readonly #all: Told[] = [{ t: 'resumed', atMs: 0, seq: 0 }];
  readonly #latest: Told[] = [{ t: 'resumed', atMs: 0, seq: 0 }];

  /** Carries out a command that moves from one account to another, or nothing. */
  do(fields: Readonly<Record<string, unknown>>, from?: string, to?: string): void {
    const seq = this.#txs.length + 1;
    const command = CommandSchema.parse({ id: 0, key: `key-${seq}`, ...fields });
    const answer = this.#reference.decide(command, beganMs + seq);
    if (!answer.startsWith('ok')) throw new Error(`${JSON.stringify(command)} is refused: ${answer}`);
    const [giver, taker] = [this.#state(from), this.#state(to)];
    const { key, t: kind, id: _, ...own } = command;
    const amount = 'amount' in command ? command.amount : '';
    const legs = giver && taker ? [legOf(giver, `-${amount}`), legOf(taker, amount ?? '')] : [];
    const at = new Date(beganMs + seq).toISOString();
    const tx = { seq, at, key, kind, by: 'anonymous', ledger: 'cash', ...ownFields(command, own), legs };
    this.#txs.push(tx);
    const askedMs = seq * 10;
    this.#commands.push({ command, askedMs, answer: { t: 'ok', answeredMs: askedMs + 5, tx } });
    this.#tell(tx, command, askedMs + 6);
  }

  history(): History {
    const through = this.#txs.length;
    const commits: JournalCommit[] = [];
    for (let from = 0; from < through; from += recordsPerCommit) {
      const records = this.#txs
        .slice(from, from + recordsPerCommit)
        .map((tx) => ({ refused: false, tx }) as const);
      commits.push({ number: commits.length + 1, records });
    }
    return {
      commits,
      commands: this.#commands,
      reads: this.#reads,
      watches: [
        { name: 'all', mode: 'all', target: '*', told: this.#all, through },
        { name: 'latest', mode: 'latest', target: { ledger: 'cash' }, told: this.#latest, through },
      ],
      isComplete: true,
    };
  }

  #tell(tx: Transaction, command: Command, atMs: number): void {
    const { seq, legs } = tx;
    const touched = command.t === 'open' ? [command.account] : legs.map(({ account }) => account);
    if (touched.length === 0) return;
    const states = touched
      .filter((account) => account !== world)
      .flatMap((account) => this.#state(account) ?? []);
    this.#all.push({ t: 'tx', atMs, tx });
    this.#latest.push({ t: 'states', atMs, seq, accounts: states });
    if (seq % readEvery === 0)
      this.#reads.push({ askedMs: atMs, answeredMs: atMs + 1, seq, accounts: states });
  }

  #state(account: string | undefined): AccountState | undefined {
    return account === undefined ? undefined : this.#reference.stateOf(account);
  }
}

/** What a transaction shows of its command. */
function ownFields({ t }: Command, own: Readonly<Record<string, unknown>>): Partial<Transaction> {
  if (t === 'ledger') return { ...own, rules: { kind: 'none' } };
  if (t === 'open') return own;
  return 'amount' in own && typeof own.amount === 'string' ? { amount: own.amount } : {};
}

function legOf({ account, balance, available, version }: AccountState, delta: string): Leg {
  return { account, delta, balance, available, version };
}
