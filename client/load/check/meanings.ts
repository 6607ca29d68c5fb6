import { worldOf } from '../../../shared/ids.ts';
import { canonicalMoney } from '../../../shared/money.ts';
import type { Transaction } from '../../../shared/transaction.ts';
import { commandKey } from '../command-key.ts';
import { expiryOf } from '../drive/wire.ts';
import type { OutcomeLog } from '../outcome-log.ts';
import { accountName, type LoadCommand, type Workload } from '../workload.ts';

/** What a run did, to be held against the ledger. */
export interface RunRecord {
  readonly ledger: string;
  readonly run: string;
  readonly workload: Workload;
  /** By thread. */
  readonly logs: readonly OutcomeLog[];
}

/** What the transaction of a command has to be. */
export interface Meaning {
  readonly kind: LoadCommand['kind'];
  /** Whose legs it has, the giver's first. */
  readonly accounts: readonly string[];
  /** Undefined where it moves nothing, or all that is left. */
  readonly amount: string | undefined;
  /** Further fields of the transaction; those that are undefined it does not have. */
  readonly fields: Pick<
    Transaction,
    'hold' | 'reverses' | 'from' | 'to' | 'expires' | 'account' | 'side' | 'all'
  >;
}

/** Tells of each command of a run what it meant. */
export class Meanings {
  readonly #record: RunRecord;

  constructor(record: RunRecord) {
    this.#record = record;
  }

  of(thread: number, n: number): Meaning {
    const { workload } = this.#record;
    const command = workload.command(thread, n);
    const { kind } = command;
    switch (kind) {
      case 'transfer':
        return { ...movement(kind, command.amount), accounts: this.#names(command.from, command.to) };
      case 'deposit':
        return { ...movement(kind, command.amount), accounts: [this.#world, this.#name(command.account)] };
      case 'withdraw':
        return { ...movement(kind, command.amount), accounts: [this.#name(command.account), this.#world] };
      case 'hold': {
        const from = this.#name(command.from);
        const expires =
          command.lifeMs === undefined ? undefined : expiryOf(this.key(thread, n), command.lifeMs);
        const fields = { from, to: this.#name(command.to), expires };
        return { kind, accounts: [from], amount: command.amount, fields };
      }
      case 'capture': {
        const { from, to } = this.of(thread, command.of).fields;
        const amount = workload.amountOf(thread, n);
        const fields = { hold: this.seqOf(thread, command.of), all: allOf(command.amount) };
        return { kind, accounts: [from ?? '', to ?? ''], amount, fields };
      }
      case 'release': {
        const { accounts } = this.of(thread, command.of);
        return { kind, accounts, amount: undefined, fields: { hold: this.seqOf(thread, command.of) } };
      }
      case 'reverse': {
        const accounts = [...this.of(thread, command.of).accounts].reverse();
        const fields = { reverses: this.seqOf(thread, command.of), all: allOf(command.amount) };
        return { kind, accounts, amount: command.amount, fields };
      }
      case 'freeze': {
        const account = this.#name(command.account);
        return { kind, accounts: [account], amount: undefined, fields: { account, side: command.side } };
      }
      case 'unfreeze': {
        const account = this.#name(command.account);
        return { kind, accounts: [account], amount: undefined, fields: { account } };
      }
    }
  }

  /** Of a command that was sent. */
  key(thread: number, n: number): string {
    const { logs, run } = this.#record;
    return commandKey(logs[thread]?.keyMs(n) ?? 0, run, thread, n);
  }

  /** The seq that a command was acknowledged with. */
  seqOf(thread: number, n: number): number | undefined {
    const logged = this.#record.logs[thread]?.at(n);
    return logged?.kind === 'committed' ? logged.seq : undefined;
  }

  get #world(): string {
    return worldOf(this.#record.ledger);
  }

  #name(number: number): string {
    return accountName(this.#record.ledger, number);
  }

  #names(...numbers: readonly number[]): string[] {
    return numbers.map((number) => this.#name(number));
  }
}

function movement(kind: 'transfer' | 'deposit' | 'withdraw', amount: string): Omit<Meaning, 'accounts'> {
  return { kind, amount, fields: {} };
}

function allOf(amount: string | undefined): true | undefined {
  return amount === undefined ? true : undefined;
}

/** Fields that tell one kind of transaction from another. */
const ownFields = ['hold', 'reverses', 'from', 'to', 'expires', 'account', 'side', 'all'] as const;

/** Whether a transaction is what was meant, but for what its legs moved. */
export function isAsMeant(tx: Transaction, { kind, accounts, amount, fields }: Meaning): boolean {
  return (
    tx.kind === kind &&
    tx.legs.length === accounts.length &&
    tx.legs.every(({ account }, at) => account === accounts[at]) &&
    ownFields.every((field) => tx[field] === fields[field]) &&
    (amount === undefined
      ? (tx.amount !== undefined) === (fields.all === true)
      : isAmount(tx.amount ?? '', amount))
  );
}

/** A meaning for people: `a transfer of 5.00 from A to B`. */
export function meaningWords({ kind, accounts, amount, fields }: Meaning): string {
  const { hold, reverses, from, to, all } = fields;
  const sides = from === undefined || to === undefined ? accounts : [from, to];
  return words(kind, amount ?? (all && 'all'), hold ?? reverses, sides);
}

/** What a transaction does, for people. */
export function describe({ kind, amount, hold, reverses, legs }: Transaction): string {
  return words(
    kind,
    amount,
    hold ?? reverses,
    legs.map(({ account }) => account),
  );
}

function words(
  kind: Transaction['kind'],
  amount: string | undefined,
  seq: number | undefined,
  accounts: readonly string[],
): string {
  const parts = [amount, seq === undefined ? undefined : `seq ${seq}`].filter((part) => part !== undefined);
  if (parts.length === 0) return `${nouns[kind]} of ${accounts.join(' and ') || 'nothing'}`;
  return `${nouns[kind]} of ${parts.join(' of ')} from ${accounts.join(' to ') || 'nowhere'}`;
}

const nouns: Readonly<Record<Transaction['kind'], string>> = {
  transfer: 'a transfer',
  deposit: 'a deposit',
  withdraw: 'a withdrawal',
  hold: 'a hold',
  capture: 'a capture',
  release: 'a release',
  expire: 'an expiry',
  reverse: 'a reversal',
  open: 'an opening',
  freeze: 'a freeze',
  unfreeze: 'an unfreeze',
  close: 'a closing',
  rules: 'a change of rules',
  ledger: 'a ledger',
};

/** The hub writes amounts with the ledger's decimals, the run with its own. */
function isAmount(written: string, meant: string): boolean {
  return written === meant || canonicalMoney(written) === canonicalMoney(meant);
}
