import type { Message } from '../../shared/down.ts';
import {
  movementOf,
  movementRecord,
  plainInt,
  plainMoney,
  plainText,
  sameOrOwn,
} from '../../shared/movement-record.ts';
import { ownText, RecentText } from '../../shared/own-text.ts';
import type { AccountState } from '../../shared/transaction.ts';

/**
 * Reads a line that is one of the messages which nearly all traffic consists of: the `ok` to a movement, the
 * `tx` event of one, `balances`, each as the hub writes it. `undefined` says nothing about the line but that
 * it has to be parsed and checked. What it does read is what the schemas would have given.
 */
export function readPlainMessage(line: string): Message | undefined {
  return line.startsWith(balancesStart) ? balances(line) : movement(line);
}

const movementLine = new RegExp(
  `^{"t":"(?:ok","id":(${plainInt})|tx","watch":(${plainInt}),"prev":(${plainInt})),"tx":${movementRecord}}$`,
);

function movement(line: string): Message | undefined {
  const match = movementLine.exec(line);
  if (match === null) return undefined;
  const tx = movementOf(match, 4);
  const [, id, watch, prev] = match;
  return id === undefined
    ? { t: 'tx', watch: Number(watch), prev: Number(prev), tx }
    : { t: 'ok', id: Number(id), tx };
}

const balancesStart = '{"t":"balances",';
const balancesHead = new RegExp(
  `^${balancesStart}"watch":(${plainInt}),"prev":(${plainInt}),"seq":(${plainInt}),"accounts":\\[`,
);
/** One account, and either a comma behind it or the end of the line. */
const account = new RegExp(
  `{"account":"(${plainText})","ledger":"(${plainText})","asset":"(${plainText})",` +
    `"balance":"(${plainMoney})","available":"(${plainMoney})","version":(${plainInt})}(?:,|(\\]}$))`,
  'y',
);

function balances(line: string): Message | undefined {
  const head = balancesHead.exec(line);
  if (head === null) return undefined;
  const accounts: AccountState[] = [];
  account.lastIndex = head[0].length;
  for (;;) {
    const match = account.exec(line);
    if (match === null) return undefined;
    accounts.push(accountOf(match));
    const isLast = match[7] !== undefined;
    if (isLast) break;
  }
  return { t: 'balances', watch: Number(head[1]), prev: Number(head[2]), seq: Number(head[3]), accounts };
}

const recentLedger = new RecentText();
const recentAsset = new RecentText();

/** The defaults never stand: these groups are there once the expression has matched. */
function accountOf(match: RegExpExecArray): AccountState {
  const balance = ownText(match[4] ?? '');
  return {
    account: ownText(match[1] ?? ''),
    ledger: recentLedger.of(match[2] ?? ''),
    asset: recentAsset.of(match[3] ?? ''),
    balance,
    available: sameOrOwn(match[5] ?? '', balance),
    version: Number(match[6]),
  };
}
