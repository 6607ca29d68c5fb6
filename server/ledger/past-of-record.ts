import { hubPrincipal } from '../../shared/ids.ts';
import { parseMoney } from '../../shared/money.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { PastTransaction } from './past.ts';
import { parseRecord } from './record.ts';
import type { Account, State } from './state.ts';

/** What settled or reversed an earlier transaction last: its record, and how much is reversed in all. */
export interface PastSequel {
  readonly by: number;
  readonly record: string;
  /** Minor units. */
  readonly reversed: bigint;
}

/** What commands can do with an earlier transaction, by its record and what became of it. */
export function pastOf(
  state: State,
  seq: number,
  record: string,
  sequel: PastSequel | undefined,
): PastTransaction {
  return { seq, what: whatOf(state, transactionOf(record), sequel), changedBy: 0 };
}

function whatOf(state: State, tx: Transaction, sequel: PastSequel | undefined): PastTransaction['what'] {
  switch (tx.kind) {
    case 'deposit':
    case 'withdraw':
    case 'transfer':
    case 'capture':
      return tx.by === hubPrincipal
        ? { is: 'other', why: 'was made by the hub itself and stays' }
        : movementOf(state, tx, sequel?.reversed ?? 0n);
    case 'hold':
      // An open one is not looked up.
      return {
        is: 'hold',
        from: holderOf(state, tx),
        settled: sequel === undefined ? 'is open' : settledBy(transactionOf(sequel.record)),
      };
    case 'reverse':
      return { is: 'other', why: 'is a reversal itself: move the money again instead' };
    default:
      return { is: 'other', why: `moved no money: it is of kind ${tx.kind}` };
  }
}

function holderOf(state: State, { seq, from }: Transaction): Account {
  const holder = state.accounts.get(from ?? '');
  if (holder === undefined) throw new Error(`hold ${seq} does not fit the state`);
  return holder;
}

function movementOf(state: State, tx: Transaction, reversed: bigint): PastTransaction['what'] {
  const ledger = state.ledgers.get(tx.ledger);
  const [from, to] = tx.legs.map((leg) => state.accounts.get(leg.account));
  const amount = ledger && parseMoney(tx.amount ?? '', ledger.scale);
  if (ledger === undefined || from === undefined || to === undefined || amount === undefined) {
    throw new Error(`transaction ${tx.seq} does not fit the state`);
  }
  return { is: 'movement', ledger, from, to, amount, reversed };
}

/** How a hold was settled, in words that follow "hold 7". */
export function settledBy({ kind, seq, amount }: Pick<Transaction, 'kind' | 'seq' | 'amount'>): string {
  switch (kind) {
    case 'capture':
      return `was captured by transaction ${seq}, ${amount} of it`;
    case 'expire':
      return `has expired with transaction ${seq}`;
    default:
      return `was released by transaction ${seq}`;
  }
}

function transactionOf(record: string): Transaction {
  const parsed = parseRecord(record);
  if (parsed.refused) throw new Error('a refusal is not a transaction');
  return parsed.tx;
}
