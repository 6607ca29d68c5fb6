import { type Command, CommandSchema } from '../../../shared/commands.ts';
import type { Transaction } from '../../../shared/transaction.ts';

/** What was asked for, as it can be read from a transaction, in one spelling; written without the server's help. */

/** The command that a transaction carried out; `undefined` for one of the hub's own kind, or that fits no command. */
export function commandOfTransaction(tx: Transaction): Command | undefined {
  const { key, memo, deadline, expect } = tx;
  const fields = { t: tx.kind, id: 0, key, ...ownFields(tx), memo, deadline, expect };
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return CommandSchema.safeParse(present).data;
}

function ownFields(tx: Transaction): Readonly<Record<string, unknown>> {
  const { account, ledger, asset, scale, rules, side, hold, from, to, amount, expires, legs } = tx;
  const [giver, taker] = legs;
  const part = tx.all === true ? {} : { amount };
  switch (tx.kind) {
    case 'ledger':
      return { ledger, asset, scale, rules };
    case 'open':
      return { account, ledger };
    case 'deposit':
      return { account: taker?.account, amount };
    case 'withdraw':
      return { account: giver?.account, amount };
    case 'transfer':
      return { from: giver?.account, to: taker?.account, amount };
    case 'hold':
      return { from, to, amount, expires };
    case 'capture':
      return { hold, ...part };
    case 'release':
    case 'expire':
      return { hold };
    case 'reverse':
      return { tx: tx.reverses, ...part };
    case 'freeze':
      return { account, side };
    case 'unfreeze':
    case 'close':
      return { account };
    case 'rules':
      return account === undefined ? { ledger, rules } : { account, rules };
  }
}

/** All that a command asks for but its id and key: the same text for the same content (R51). */
export function contentText(command: Command): string {
  const { id: _id, key: _key, ...content } = { ...defaultsOf(command), ...command };
  return oneSpelling(content);
}

function defaultsOf({ t }: Command): object {
  if (t === 'ledger') return { rules: { kind: 'none' } };
  if (t === 'open') return { ledger: 'main' };
  return t === 'freeze' ? { side: 'both' } : {};
}

/** Whether two values say the same; nearly all that do are also written alike. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other || JSON.stringify(one) === JSON.stringify(other)) return true;
  return oneSpelling(one) === oneSpelling(other);
}

/** JSON with members in the order of their names and amounts without needless zeros. */
function oneSpelling(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (typeof part === 'string' && moneyNames.has(name))
      return part.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const moneyNames: ReadonlySet<string> = new Set([
  ...['amount', 'maxDeposit', 'maxWithdraw', 'maxTransfer', 'maxPerDay', 'minBalance', 'maxBalance'],
]);
