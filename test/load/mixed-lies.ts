import type { ErrorCode } from '../../shared/codes.ts';
import type { Message } from '../../shared/down.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { Request } from '../../shared/up.ts';
import type { Ears, Lie } from './lying-hub.ts';

/** Lies about holds, reversals, frozen accounts and batches. Each does something else than it was asked, and tells of it as if it had not. */

/** A lie by what is asked, and by how each transaction is told wherever it is. */
interface Telling {
  request?(request: Request, ears: Ears): boolean;
  tell(tx: Transaction): Transaction;
}

function telling(make: () => Telling): Lie {
  const { request, tell } = make();
  return {
    ...(request === undefined ? {} : { request }),
    message(message, ears) {
      const told = retold(message, tell);
      if (told === undefined) return false;
      ears.tell(told);
      return true;
    },
  };
}

/** A message with each of its transactions told so; undefined where it has none. */
function retold(message: Message, tell: (tx: Transaction) => Transaction): Message | undefined {
  switch (message.t) {
    case 'ok':
    case 'tx':
      return { ...message, tx: tell(message.tx) };
    case 'history':
      return { ...message, txs: message.txs.map(tell) };
    default:
      return undefined;
  }
}

/** Captures a hold once more: as a transfer. */
export function capturesTwice(): Lie {
  return telling(() => {
    const holds = new Map<number, Transaction>();
    const captured = new Set<number>();
    const again = new Map<string, number>();
    return {
      request(request, ears) {
        if (request.t !== 'capture') return false;
        const { id, key, hold } = request;
        const { from, to, amount } = holds.get(hold) ?? {};
        if (!captured.has(hold) || from === undefined || to === undefined || amount === undefined) {
          captured.add(hold);
          return false;
        }
        again.set(key, hold);
        ears.ask({ t: 'transfer', id, key, from, to, amount });
        return true;
      },
      tell(tx) {
        if (tx.kind === 'hold') holds.set(tx.seq, tx);
        const hold = again.get(tx.key);
        return hold === undefined ? tx : { ...tx, kind: 'capture', hold, all: true, released: '0.00' };
      },
    };
  });
}

/** Reverses a deposit once more: as a withdrawal. */
export function reversesTwice(): Lie {
  return telling(() => {
    const deposits = new Map<number, Transaction>();
    const reversed = new Set<number>();
    const again = new Map<string, number>();
    return {
      request(request, ears) {
        if (request.t !== 'reverse') return false;
        const { id, key, tx: seq } = request;
        const { amount, legs } = deposits.get(seq) ?? {};
        const account = legs?.[1]?.account;
        if (!reversed.has(seq) || account === undefined || amount === undefined) {
          reversed.add(seq);
          return false;
        }
        again.set(key, seq);
        ears.ask({ t: 'withdraw', id, key, account, amount });
        return true;
      },
      tell(tx) {
        if (tx.kind === 'deposit') deposits.set(tx.seq, tx);
        const reverses = again.get(tx.key);
        return reverses === undefined ? tx : { ...tx, kind: 'reverse', reverses, all: true };
      },
    };
  });
}

/** Tells of holds as if the money could still be spent. */
export function leavesAvailable(): Lie {
  return telling(() => ({
    tell: (tx) =>
      tx.kind === 'hold'
        ? { ...tx, legs: tx.legs.map((leg) => ({ ...leg, available: leg.balance ?? '' })) }
        : tx,
  }));
}

/** Has holds that are to expire do so at another time, or never; and tells of the time that was asked for. */
export function expiresAt(timeOf: (expires: string) => string | undefined): Lie {
  return telling(() => {
    const asked = new Map<string, string>();
    return {
      request(request, ears) {
        if (request.t !== 'hold' || request.expires === undefined) return false;
        const { expires, ...others } = request;
        asked.set(request.key, expires);
        const instead = timeOf(expires);
        ears.ask(instead === undefined ? others : { ...others, expires: instead });
        return true;
      },
      tell(tx) {
        const expires = asked.get(tx.key);
        return expires === undefined ? tx : { ...tx, expires };
      },
    };
  });
}

/** Says that a capture of a part gave nothing back. */
export function keepsTheRest(): Lie {
  return telling(() => ({
    tell: (tx) => (tx.kind === 'capture' && tx.all !== true ? { ...tx, released: '0.00' } : tx),
  }));
}

/** Says that an account is frozen, and lets it pay. */
export function freezesNothing(): Lie {
  return telling(() => {
    const frozen = new Set<string>();
    return {
      request(request, ears) {
        if (request.t !== 'freeze') return false;
        const { id, key, account } = request;
        frozen.add(key);
        ears.ask({ t: 'unfreeze', id, key, account });
        return true;
      },
      tell: (tx) => (frozen.has(tx.key) ? { ...tx, kind: 'freeze', side: 'debit' } : tx),
    };
  });
}

/** Does those of an atomic batch that it can do. */
export function doesHalf(): Lie {
  return {
    request(request, ears) {
      if (request.t !== 'batch' || request.atomic !== true) return false;
      ears.ask({ ...request, atomic: false });
      return true;
    },
  };
}

/** Refuses all commands of a type, but for those in batches, without a cause. */
export function refuses(t: Request['t'], code: ErrorCode): Lie {
  return {
    request(request, ears) {
      if (request.t !== t) return false;
      ears.tell({ t: 'error', id: request.id, code, message: 'no', retryable: false });
      return true;
    },
  };
}
