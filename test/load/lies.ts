import { parseCommandKey } from '../../client/load/command-key.ts';
import type { Message } from '../../shared/down.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';
import type { Request } from '../../shared/up.ts';
import { RawClient } from '../support/raw-client.ts';
import type { Lie } from './lying-hub.ts';

/** Lies about the `nth` transfer of a load run, counted from 1 over all connections. */

type Transfer = Extract<Request, { t: 'transfer' }>;

/** Takes notice of the nth transfer. */
function onTransfer(nth: number, then: (transfer: Transfer) => boolean): (request: Request) => boolean {
  let count = 0;
  return (request) => {
    if (request.t !== 'transfer' || parseCommandKey(request.key) === undefined) return false;
    count += 1;
    return count === nth && then(request);
  };
}

/** Says `ok` and does nothing. */
export function loses(nth: number): Lie {
  let seq = 0;
  let lost: Transfer | undefined;
  const isIt = onTransfer(nth, (transfer) => {
    lost = transfer;
    return true;
  });
  return {
    request(request, ears) {
      if (!isIt(request) || lost === undefined) return false;
      const { id, key, from, to, amount } = lost;
      const legs = [
        { account: from, delta: `-${amount}` },
        { account: to, delta: amount },
      ];
      const at = new Date().toISOString();
      ears.tell({
        t: 'ok',
        id,
        tx: { seq: seq + 1, at, key, kind: 'transfer', by: 'anonymous', ledger: 'load', amount, legs },
      });
      return true;
    },
    message(message) {
      if (message.t === 'ok') seq = message.tx.seq;
      return false;
    },
  };
}

/** Does it once more, under a key that `keyOf` makes of its own. `doubled` resolves when that is done. */
export function doubles(
  nth: number,
  hubUrl: string,
  keyOf: (key: string) => string,
): Lie & { readonly doubled: Promise<Message> } {
  let onDoubled = (_: Message): void => {};
  const doubled = new Promise<Message>((resolve) => {
    onDoubled = resolve;
  });
  const again = async (transfer: Transfer): Promise<Message> => {
    await using client = await RawClient.connect(hubUrl);
    return await client.ask({ ...transfer, key: keyOf(transfer.key) });
  };
  return {
    doubled,
    request: onTransfer(nth, (transfer) => {
      void again(transfer).then(onDoubled);
      return false;
    }),
  };
}

/** A key such as the SDK makes by itself. */
export function keyOfTheSdk(): string {
  return timeOrderedKey(Date.now(), 'x2VbK4cTiQ7n');
}

/** The key of the same command of the same run, but for the time. */
export function keyOfAnotherTime(key: string): string {
  return timeOrderedKey(Date.now() - 60_000, key.slice(-keyRandomChars));
}

/** Changes what is said in answer to the nth transfer. */
function answers(nth: number, instead: (message: Message) => Message): Lie {
  let key: string | undefined;
  return {
    request: onTransfer(nth, (transfer) => {
      key = transfer.key;
      return false;
    }),
    message(message, ears) {
      if (message.t !== 'ok' || message.tx.key !== key) return false;
      ears.tell(instead(message));
      return true;
    },
  };
}

/** Does it, and names another seq. */
export function alters(nth: number): Lie {
  return answers(nth, (message) =>
    message.t === 'ok' ? { ...message, tx: { ...message.tx, seq: message.tx.seq + 1 } } : message,
  );
}

/** Does it, and says that it did not. */
export function refusesButDoes(nth: number): Lie {
  return answers(nth, (message) =>
    message.t === 'ok'
      ? {
          t: 'error',
          id: message.id,
          code: 'insufficient_funds',
          message: 'no funds',
          retryable: false,
        }
      : message,
  );
}

/** Keeps the nth event from a watcher. */
export function dropsEvent(nth: number): Lie {
  let count = 0;
  return {
    message(message) {
      if (message.t !== 'tx' && message.t !== 'balances') return false;
      count += 1;
      return count === nth;
    },
  };
}

/** Keeps the nth transfer out of the histories of one account, or of all. */
export function hides(nth: number, of?: 'giver' | 'taker'): Lie {
  let hidden: Transfer | undefined;
  const accounts = new Map<CorrelationId, string>();
  const isIt = onTransfer(nth, (transfer) => {
    hidden = transfer;
    return false;
  });
  return {
    request(request) {
      if (request.t === 'history') accounts.set(request.id, request.account);
      return isIt(request);
    },
    message(message, ears) {
      if (message.t !== 'history' || hidden === undefined) return false;
      const isFrom = { giver: hidden.from, taker: hidden.to };
      if (of !== undefined && accounts.get(message.id) !== isFrom[of]) return false;
      ears.tell({ ...message, txs: message.txs.filter(({ key }) => key !== hidden?.key) });
      return true;
    },
  };
}
