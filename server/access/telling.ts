import { z } from 'zod';
import type { ErrorCode } from '../../shared/codes.ts';
import { errorMeanings } from '../../shared/meanings.ts';
import type { State } from '../ledger/state.ts';
import type { Access } from './access.ts';
import { ledgerOf } from './authorise.ts';

/** What a principal is told of decisions that concern accounts of others. */

/** A transaction's record as its sender and readers may see it. */
export function recordFor(access: Access, state: State | undefined, record: string): string {
  if (access.grants.onEverything('read')) return record;
  const ledger = ledgerPattern.exec(record)?.[1] ?? '';
  return faceOf(
    record,
    (account) => access.mayRead(account, ledger),
    // What is expected may be of accounts of any ledger; of those with a leg it is known where there is no state.
    (account) => {
      const hasLeg = record.lastIndexOf(`${legBegin}${account}"`) > record.lastIndexOf(legsBegin);
      return access.mayRead(account, hasLeg ? ledger : state && ledgerOf(state, account));
    },
  );
}

/**
 * A transaction's record as it is shown to those who see some of its accounts: of another the leg has `account` and
 * `delta` alone. What was expected of versions is left out but for accounts that `knows` holds for.
 */
export function faceOf(
  record: string,
  sees: (account: string) => boolean,
  knows: (account: string) => boolean,
): string {
  const at = record.lastIndexOf(legsBegin);
  if (!record.includes(expectBegin) && seesAll(record, at, sees)) return record;
  const legs = record
    .slice(at)
    .replace(legPattern, (leg, account: string, delta: string) =>
      sees(account) ? leg : `{"account":"${account}","delta":"${delta}"}`,
    );
  const head = record
    .slice(0, at)
    .replace(expectPattern, (_, expected: string) => expectationsOf(expected, knows));
  return head + legs;
}

/** Whether all legs, which begin at this place, are of accounts that are seen. Most are told to who sees them all. */
function seesAll(record: string, from: number, sees: (account: string) => boolean): boolean {
  for (let at = record.indexOf(legBegin, from); at >= 0; at = record.indexOf(legBegin, at)) {
    at += legBegin.length;
    if (!sees(record.slice(at, record.indexOf('"', at)))) return false;
  }
  return true;
}
const legBegin = '{"account":"';
const expectBegin = ',"expect":{';

/** The last member of a record. Within a text, which could hold anything, its quotes would be escaped. */
const legsBegin = '"legs":[';
const ledgerPattern = /"ledger":"([^"]+)"/;
const legPattern =
  /\{"account":"([^"]+)","delta":"([^"]+)","balance":"[^"]+","available":"[^"]+","version":\d+\}/g;
const expectPattern = /,"expect":(\{[^}]*\})/;

/** Of what was expected, the part that may be shown; nothing at all where there is none. */
function expectationsOf(text: string, sees: (account: string) => boolean): string {
  const expected = ExpectedSchema.parse(JSON.parse(text));
  const shown = Object.entries(expected).filter(([account]) => sees(account));
  return shown.length === 0 ? '' : `,"expect":${JSON.stringify(Object.fromEntries(shown))}`;
}
const ExpectedSchema = z.record(z.string(), z.int());

/**
 * The message of a refusal as its principal may hear it: the hub's own words name balances, versions and limits, so
 * they are for those who may read all that the command names; others hear what the code means.
 */
export function messageFor(
  access: Access,
  state: State | undefined,
  command: object,
  code: ErrorCode,
  message: string,
): string {
  if (access.grants.onEverything('read') || wordsWithoutFigures.has(code)) return message;
  return state !== undefined && mayHear(access, state, command, code) ? message : errorMeanings[code];
}

/** They say no more than the code does of what the command names. */
const wordsWithoutFigures: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'forbidden',
  'key_reused',
  'expired',
  'unknown_account',
  'unknown_ledger',
  'ledger_exists',
  'same_account',
  'batch_failed',
]);

function mayHear(access: Access, state: State, command: object, code: ErrorCode): boolean {
  const { account, from, to, expect = {} } = NamesSchema.parse(command);
  const names = [account, from, to].filter((name) => name !== undefined);
  if (names.length === 0) return false;
  const isReadable = (name: string): boolean => access.mayRead(name, ledgerOf(state, name));
  if (![...names, ...Object.keys(expect)].every(isReadable)) return false;
  // The rule of peers speaks of what others hold.
  const speaksOfOthers = code === 'limit_deposit' || code === 'limit_withdraw';
  return (
    !speaksOfOthers || names.every((name) => access.grants.onLedger('read', ledgerOf(state, name) ?? ''))
  );
}

const NamesSchema = z.looseObject({
  account: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  expect: ExpectedSchema.optional(),
});
