import type { Json } from './json-text.ts';
import * as is from './values.ts';

/** The requests of docs/PROTOCOL.md: their fields, and the codes that each may be refused with. */
export interface Shape {
  readonly check: is.Check;
  /** Codes given there for the kind, and those that every command, or question, may have. */
  readonly codes: readonly string[];
  readonly sort: 'command' | 'question' | 'watching' | 'ping' | 'batch';
}

function shape(
  t: string,
  sort: Shape['sort'],
  fields: is.Fields,
  codes: string,
  more?: (members: ReadonlyMap<string, Json>) => boolean,
): readonly [string, Shape] {
  const check = is.object({ t: is.oneOf(t), id: is.correlation, ...fields }, more);
  return [t, { check, codes: codes.split(' ').filter((code) => code !== ''), sort }];
}

const conditions = { key: is.key, 'memo?': is.memo, 'deadline?': is.time, 'expect?': is.expectation };
const command = (
  t: string,
  fields: is.Fields,
  codes: string,
  more?: (members: ReadonlyMap<string, Json>) => boolean,
): readonly [string, Shape] =>
  shape(
    t,
    'command',
    { ...conditions, ...fields },
    `key_reused expired unknown_account conflict ${codes}`,
    more,
  );
const question = (
  t: string,
  fields: is.Fields,
  codes: string,
  more?: (members: ReadonlyMap<string, Json>) => boolean,
): readonly [string, Shape] => shape(t, 'question', { 'minSeq?': is.seq, ...fields }, codes, more);

const exactlyOne =
  (one: string, other: string) =>
  (members: ReadonlyMap<string, Json>): boolean =>
    members.has(one) !== members.has(other);

const account = { account: is.id };
const readable = { account: is.readable };
const pair = { from: is.id, to: is.id, amount: is.amount };
const period = { 'from?': is.time, 'to?': is.time };
const stopped = 'account_closed account_frozen amount_precision overflow';
const kinds = is.oneOf(
  ...['ledger', 'open', 'deposit', 'withdraw', 'transfer', 'hold', 'capture', 'release', 'expire', 'reverse'],
  ...['freeze', 'unfreeze', 'close', 'rules'],
);

const commands: ReadonlyMap<string, Shape> = new Map([
  command(
    'ledger',
    { ledger: is.id, asset: is.asset, scale: is.integer(0, 12), 'rules?': is.ledgerRules },
    'ledger_exists amount_precision overflow',
  ),
  command('open', { ...account, 'ledger?': is.id }, 'unknown_ledger account_exists'),
  command('deposit', { ...account, amount: is.amount }, `${stopped} limit_deposit`),
  command('withdraw', { ...account, amount: is.amount }, `${stopped} limit_withdraw insufficient_funds`),
  command('transfer', pair, `same_account ledger_mismatch ${stopped} limit_transfer insufficient_funds`),
  command(
    'hold',
    { ...pair, 'expires?': is.time },
    `same_account ledger_mismatch ${stopped} limit_transfer insufficient_funds`,
  ),
  command(
    'capture',
    { hold: is.tx, 'amount?': is.amount },
    `unknown_hold hold_settled ${stopped} limit_transfer insufficient_funds`,
  ),
  command('release', { hold: is.tx }, 'unknown_hold hold_settled'),
  command(
    'reverse',
    { tx: is.tx, 'amount?': is.amount },
    `unknown_tx already_reversed ${stopped} insufficient_funds`,
  ),
  command('freeze', { ...account, 'side?': is.oneOf('debit', 'credit', 'both') }, 'account_closed'),
  command('unfreeze', account, 'account_closed'),
  command('close', account, 'account_closed'),
  command(
    'rules',
    { 'account?': is.id, 'ledger?': is.id, rules: is.ledgerRules },
    'unknown_ledger account_closed amount_precision overflow',
    (members) =>
      exactlyOne('account', 'ledger')(members) && (members.has('ledger') || accountRulesIn(members)),
  ),
]);

function accountRulesIn(members: ReadonlyMap<string, Json>): boolean {
  const rules = members.get('rules');
  return rules !== undefined && is.accountRules(rules);
}

/** One of the commands, of any kind. */
const anyCommand: is.Check = (value) => commands.get(typeOf(value) ?? '')?.check(value) === true;

/** R120: the keys of its commands differ. */
function keysDiffer(members: ReadonlyMap<string, Json>): boolean {
  const list = members.get('commands');
  if (list?.kind !== 'list') return false;
  const keys = list.items.map((item) => textMember(item, 'key'));
  return new Set(keys).size === keys.length;
}

export const shapes: ReadonlyMap<string, Shape> = new Map([
  ...commands,
  shape(
    'batch',
    'batch',
    { 'key?': is.key, commands: is.listOf(anyCommand, 1_000), 'atomic?': is.flag },
    '',
    keysDiffer,
  ),
  question('get', { accounts: is.listOf(is.readable, 1_000) }, 'unknown_account'),
  question('list', { 'ledger?': is.id, 'after?': is.id, 'limit?': is.page }, 'unknown_ledger'),
  question(
    'history',
    {
      ...{ ...readable, 'before?': is.seq, 'after?': is.seq, 'kind?': kinds, 'counterparty?': is.readable },
      ...{ 'minAmount?': is.amount, 'maxAmount?': is.amount, ...period, 'memo?': is.memo, 'limit?': is.page },
    },
    'unknown_account amount_precision',
    (members) => !(members.has('before') && members.has('after')),
  ),
  question('balance', { ...readable, at: is.either(is.seq, is.time) }, 'unknown_account bad_request'),
  question(
    'statement',
    { ...readable, from: is.time, 'to?': is.time, 'after?': is.seq, 'limit?': is.page },
    'unknown_account',
  ),
  question(
    'transactions',
    { 'ledger?': is.id, 'after?': is.seq, 'before?': is.seq, ...period, 'limit?': is.page },
    'unknown_ledger',
  ),
  question(
    'holds',
    { 'account?': is.readable, 'ledger?': is.id, 'after?': is.seq, 'limit?': is.page },
    'unknown_account unknown_ledger',
    (members) => !(members.has('account') && members.has('ledger')),
  ),
  question('outcome', { key: is.key }, 'unknown_key'),
  question('trial', { 'ledger?': is.id }, 'unknown_ledger'),
  shape('ping', 'ping', {}, ''),
  shape(
    'watch',
    'watching',
    {
      'accounts?': is.either(is.oneOf('*'), is.listOf(is.readable, 10_000)),
      ...{ 'ledger?': is.id, 'mode?': is.oneOf('all', 'latest'), 'snapshot?': is.flag },
      'since?': is.object({ epoch: is.epoch, seq: is.seq }),
    },
    'unknown_account unknown_ledger busy bad_request',
    exactlyOne('accounts', 'ledger'),
  ),
  shape('unwatch', 'watching', { watch: is.integer(1) }, 'bad_request'),
]);

/** The text of `t`, where it has one. */
export function typeOf(value: Json): string | undefined {
  return textMember(value, 't');
}

/** The last member of that name, where it is text. */
export function textMember(value: Json, name: string): string | undefined {
  const found = memberOf(value, name);
  return found?.kind === 'text' ? found.text : undefined;
}

export function memberOf(value: Json, name: string): Json | undefined {
  return value.kind === 'object' ? value.members.findLast(([each]) => each === name)?.[1] : undefined;
}
