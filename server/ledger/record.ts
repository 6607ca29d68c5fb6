import { z } from 'zod';
import { ErrorCodeSchema } from '../../shared/codes.ts';
import { defaultSide } from '../../shared/commands.ts';
import { formatMoney } from '../../shared/money.ts';
import { TransactionSchema, type Transaction as WireTransaction } from '../../shared/transaction.ts';
import type { Ledger } from './state.ts';
import { isoTime } from './time.ts';
import type {
  AnyCommand,
  Decision,
  HoldCaptured,
  HoldEnded,
  HoldMade,
  Leg,
  Refusal,
  Reversal,
  Transaction,
} from './transaction.ts';

/**
 * Records: the texts of decisions. A transaction's record is written once; it is a line of the journal,
 * the middle of the sender's reply and the middle of every watcher's event.
 *
 * Ids, keys, amounts and times passed patterns that hold nothing to escape, so they go into the text as
 * they are; a memo and rules go through JSON.stringify.
 */
export function recordOf(decision: Decision): string {
  return decision.kind === 'refusal' ? refusalRecord(decision) : flat(transactionRecord(decision));
}

/**
 * V8 keeps a text made of forty pieces as a tree of them until a character of it is read. Thousands of
 * records wait for their commit, and moving their trees about was a third of the garbage collector's work:
 * `npm run bench` shows it as CPU a command of the main thread.
 */
function flat(text: string): string {
  text.charCodeAt(text.length - 1);
  return text;
}

function transactionRecord(tx: Transaction): string {
  const { command } = tx;
  const head = `{"seq":${tx.seq},"at":"${isoTime(tx.atMs)}","key":"${command.key}","kind":"${tx.kind}","by":"${tx.by}"`;
  const conditions =
    command.memo === undefined && command.deadline === undefined && command.expect === undefined
      ? ''
      : optionalFields(command);
  switch (tx.kind) {
    case 'deposit':
    case 'withdraw':
    case 'transfer': {
      const { ledger, legs } = tx;
      const amount = formatMoney(tx.amount, ledger.scale);
      return `${head},"ledger":"${ledger.id}","amount":"${amount}"${conditions},"legs":[${legText(legs[0], `-${amount}`)},${legText(legs[1], amount)}]}`;
    }
    case 'hold':
    case 'capture':
    case 'release':
    case 'expire':
    case 'reverse':
      return `${head},"ledger":"${tx.ledger.id}",${promiseFields(tx)}${conditions},"legs":[${legTexts(tx)}]}`;
    case 'freeze':
    case 'unfreeze':
    case 'close': {
      const side = command.t === 'freeze' ? `,"side":"${command.side ?? defaultSide}"` : '';
      return `${head},"ledger":"${tx.ledger.id}","account":"${tx.legs[0].account.id}"${side}${conditions},"legs":[${legTexts(tx)}]}`;
    }
    case 'open':
      return `${head},"ledger":"${tx.ledger.id}","account":"${tx.account}"${conditions},"legs":[]}`;
    case 'rules': {
      const account = tx.of === undefined ? '' : `,"account":"${tx.of.account.id}"`;
      return `${head},"ledger":"${tx.ledger.id}"${account},"rules":${JSON.stringify(tx.rules)}${conditions},"legs":[]}`;
    }
    case 'ledger':
      return `${head},"ledger":"${tx.ledger}","asset":"${tx.asset}","scale":${tx.scale},"rules":${JSON.stringify(tx.rules)}${conditions},"legs":[]}`;
  }
}

/** What a transaction says of the hold that it makes or settles, or of the one that it reverses. */
function promiseFields(tx: HoldMade | HoldCaptured | HoldEnded | Reversal): string {
  const { scale } = tx.ledger;
  const isAll = 'amount' in tx.command && tx.command.amount !== undefined ? '' : ',"all":true';
  switch (tx.kind) {
    case 'hold': {
      const { from, to, amount } = tx.hold;
      const expires = tx.command.t === 'hold' ? tx.command.expires : undefined;
      return `"from":"${from.id}","to":"${to.id}","amount":"${formatMoney(amount, scale)}"${expires === undefined ? '' : `,"expires":"${expires}"`}`;
    }
    case 'capture':
      return `"hold":${tx.hold.seq},"amount":"${formatMoney(tx.amount, scale)}"${isAll},"released":"${formatMoney(tx.hold.amount - tx.amount, scale)}"`;
    case 'release':
    case 'expire':
      return `"hold":${tx.hold.seq},"released":"${formatMoney(tx.hold.amount, scale)}"`;
    case 'reverse':
      return `"reverses":${tx.reverses},"amount":"${formatMoney(tx.amount, scale)}"${isAll}`;
  }
}

function legTexts({ legs, ledger }: { readonly legs: readonly Leg[]; readonly ledger: Ledger }): string {
  return legs.map((leg) => legText(leg, formatMoney(leg.delta, ledger.scale))).join(',');
}

function legText(leg: Leg, delta: string): string {
  const { id, ledger } = leg.account;
  const balance = formatMoney(leg.balance, ledger.scale);
  const available = leg.available === leg.balance ? balance : formatMoney(leg.available, ledger.scale);
  return `{"account":"${id}","delta":"${delta}","balance":"${balance}","available":"${available}","version":${leg.version}}`;
}

function optionalFields(command: AnyCommand): string {
  const { memo, deadline, expect } = command;
  return `${memo === undefined ? '' : `,"memo":${JSON.stringify(memo)}`}${deadline === undefined ? '' : `,"deadline":"${deadline}"`}${expect === undefined ? '' : `,"expect":${JSON.stringify(expect)}`}`;
}

function refusalRecord(refusal: Refusal): string {
  const { id: _, ...command } = refusal.command;
  return JSON.stringify({
    refused: { code: refusal.code, message: refusal.message },
    at: isoTime(refusal.atMs),
    by: refusal.by,
    command,
  });
}

const RefusalRecordSchema = z.object({
  refused: z.object({ code: ErrorCodeSchema, message: z.string() }),
  at: z.string(),
  by: z.string(),
  command: z.looseObject({ t: z.string(), key: z.string() }),
});
type RefusalRecord = z.infer<typeof RefusalRecordSchema>;

/** Whether a record is a refusal's. */
export function isRefusal(record: string): boolean {
  return record.startsWith('{"refused":');
}

export type ParsedRecord =
  | { readonly refused: true; readonly refusal: RefusalRecord }
  | { readonly refused: false; readonly tx: WireTransaction };

/** Reads a record back. Throws on one that does not have a record's shape; its content is the hash chain's to vouch for. */
export function parseRecord(record: string): ParsedRecord {
  const value: unknown = JSON.parse(record);
  return isRefusal(record)
    ? { refused: true, refusal: RefusalRecordSchema.parse(value) }
    : { refused: false, tx: TransactionSchema.parse(value) };
}
