import type { WatchEvent, WatchingReply } from '../../client/sdk/messages.ts';
import type { AccountState, Transaction } from '../../shared/transaction.ts';

/** Messages of a watch as a hub would send them, in few words. */

const watchId = 7;

export function account(id: string, version: number, balance = '10.00'): AccountState {
  return { account: id, ledger: 'demo', asset: 'CNY', balance, available: balance, version };
}

/** A transfer of 1.00 that brings accounts to the versions given. */
export function transfer(seq: number, from: [string, number], to: [string, number]): Transaction {
  const leg = (id: string, version: number, delta: string) => ({
    account: id,
    delta,
    balance: '10.00',
    available: '10.00',
    version,
  });
  return {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    key: `k${seq}`,
    kind: 'transfer',
    by: 'anonymous',
    ledger: 'demo',
    amount: '1.00',
    legs: [leg(...from, '-1.00'), leg(...to, '1.00')],
  };
}

/** The same to someone who may not read that account. */
export function unreadable(tx: Transaction, id: string): Transaction {
  const legs = tx.legs.map((leg) => (leg.account === id ? { account: id, delta: leg.delta } : leg));
  return { ...tx, legs };
}

export function opening(seq: number, id: string, ledger = 'demo'): Transaction {
  return {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    key: `k${seq}`,
    kind: 'open',
    by: 'anonymous',
    ledger,
    account: id,
    legs: [],
  };
}

export function watching(seq: number, accounts: AccountState[], more?: true): WatchingReply {
  return { t: 'watching', id: 1, watch: watchId, seq, recovered: false, accounts, ...(more && { more }) };
}

export function recovered(seq: number): WatchingReply {
  return { t: 'watching', id: 1, watch: watchId, seq, recovered: true };
}

export function txEvent(prev: number, tx: Transaction): WatchEvent {
  return { t: 'tx', watch: watchId, prev, tx };
}

export function balancesEvent(prev: number, seq: number, accounts: AccountState[]): WatchEvent {
  return { t: 'balances', watch: watchId, prev, seq, accounts };
}

export function snapshotPart(seq: number, accounts: AccountState[], more: boolean): WatchEvent {
  return { t: 'snapshot', watch: watchId, seq, accounts, more };
}

export function lagged(from: number, to: number): WatchEvent {
  return { t: 'lagged', watch: watchId, from, to };
}
