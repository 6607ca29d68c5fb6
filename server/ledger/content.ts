import { type Command, defaultLedger, defaultSide } from '../../shared/commands.ts';
import { canonicalMoney } from '../../shared/money.ts';
import type { Transaction } from '../../shared/transaction.ts';
import { parseRecord } from './record.ts';

/**
 * The content of a command: all that its sender asked for, without correlation id and key, each field in
 * one spelling, so that `"5"` and `"5.00"` are the same amount and a default is the same as its value.
 */
export type Content = ReadonlyMap<string, string>;

export function contentOfCommand(command: Command): Content {
  const { id: _id, key: _key, ...fields } = command;
  return contentOf(fields);
}

/** The content of the command that a journal record decided. */
export function contentOfRecord(record: string): Content {
  const parsed = parseRecord(record);
  if (parsed.refused) {
    const { key: _key, ...fields } = parsed.refusal.command;
    return contentOf(fields);
  }
  return contentOf(fieldsOfTransaction(parsed.tx));
}

/** Name of the first field in which two contents differ, `undefined` where they are the same. */
export function differingField(asked: Content, before: Content): string | undefined {
  for (const [field, value] of asked) if (before.get(field) !== value) return field;
  for (const field of before.keys()) if (!asked.has(field)) return field;
  return undefined;
}

/** The fields that the command of a transaction had, but for id and key. */
function fieldsOfTransaction(tx: Transaction): Record<string, unknown> {
  const { memo, deadline, expect } = tx;
  return { t: tx.kind, ...ownFields(tx), memo, deadline, expect };
}

function ownFields(tx: Transaction): Record<string, unknown> {
  const { account, ledger, rules, hold, from, to, amount, expires, side } = tx;
  const [giver, taker] = tx.legs.map((leg) => leg.account);
  const asked = tx.all === true ? undefined : amount;
  switch (tx.kind) {
    case 'ledger':
      return { ledger, asset: tx.asset, scale: tx.scale, rules };
    case 'open':
      return { account, ledger };
    case 'deposit':
      return { account: taker, amount };
    case 'withdraw':
      return { account: giver, amount };
    case 'transfer':
      return { from: giver, to: taker, amount };
    case 'hold':
      return { from, to, amount, expires };
    case 'capture':
      return { hold, amount: asked };
    case 'release':
    case 'expire':
      return { hold };
    case 'reverse':
      return { tx: tx.reverses, amount: asked };
    case 'freeze':
      return { account, side };
    case 'unfreeze':
    case 'close':
      return { account };
    case 'rules':
      return account === undefined ? { ledger, rules } : { account, rules };
  }
}

function contentOf(fields: Readonly<Record<string, unknown>>): Content {
  const content = new Map<string, string>();
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    content.set(field, canonical(value, fieldsOfMoney.has(field)));
  }
  if (fields.t === 'open' && !content.has('ledger')) content.set('ledger', canonical(defaultLedger, false));
  if (fields.t === 'freeze' && !content.has('side')) content.set('side', canonical(defaultSide, false));
  if (fields.t === 'ledger' && !content.has('rules')) content.set('rules', canonical({ kind: 'none' }, true));
  return content;
}

/** Fields whose decimal texts count by value; no other text in them looks like one. */
const fieldsOfMoney: ReadonlySet<string> = new Set(['amount', 'rules']);

/** JSON with the members of each object in the order of their names. */
function canonical(value: unknown, money: boolean): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return money ? canonicalMoney(part) : part;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
