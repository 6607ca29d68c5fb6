import type { Json } from './json-text.ts';

/**
 * What a field may hold, as docs/PROTOCOL.md says it under "Values", written without a look at the schemas: what
 * both get wrong in the same way is all that a comparison cannot find.
 */
export type Check = (value: Json) => boolean;

const text =
  (isRight: (text: string) => boolean): Check =>
  (value) =>
    value.kind === 'text' && isRight(value.text);

const safeMax = 9_007_199_254_740_991;

export const integer =
  (least: number, most = safeMax): Check =>
  (value) =>
    value.kind === 'number' &&
    Math.floor(value.value) === value.value &&
    value.value >= least &&
    value.value <= most;

const letterOrDigit = /^[A-Za-z0-9]$/;
const inId = /^[A-Za-z0-9_.:-]$/;

function isName(name: string, charsMax: number, first: RegExp): boolean {
  const chars = [...name];
  return (
    chars.length >= 1 &&
    chars.length <= charsMax &&
    first.test(chars[0] ?? '') &&
    chars.every((char) => inId.test(char))
  );
}

const isId = (name: string): boolean => isName(name, 64, letterOrDigit);
const system = '@world:';

/** R12. */
export const id = text(isId);
/** R12, R32: what is only read may be a system account. */
const isReadable = (name: string): boolean =>
  isId(name.startsWith(system) ? name.slice(system.length) : name);
export const readable = text(isReadable);
/** R14. */
const isKey = (name: string): boolean => isName(name, 64, inId);
export const key = text(isKey);
export const asset = text((name) => isName(name, 16, letterOrDigit));

/** R13. */
export const correlation: Check = (value) =>
  integer(0)(value) || (value.kind === 'text' && value.text !== '' && [...value.text].length <= 64);

const digits = (part: string): boolean =>
  part !== '' && [...part].every((char) => char >= '0' && char <= '9');

/** R10: `sign` tells whether it may be negative. */
function isMoney(money: string, sign: boolean): boolean {
  if (money.length > 64) return false;
  const unsigned = sign && money.startsWith('-') ? money.slice(1) : money;
  const [whole = '', ...rest] = unsigned.split('.');
  if (!digits(whole) || (whole.length > 1 && whole.startsWith('0'))) return false;
  return rest.length === 0 || (rest.length === 1 && digits(rest[0] ?? ''));
}

const money = text((value) => isMoney(value, true));
/** R11. */
export const amount = text((value) => isMoney(value, false) && /[1-9]/.test(value));

/** R34. */
export const memo = text((value) => {
  const chars = [...value];
  const isPrintable = (char: string): boolean =>
    char === '\u200c' || char === '\u200d' || !/^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]$/u.test(char);
  return chars.length <= 140 && chars.every(isPrintable);
});

/** R17. */
const isTime = (value: string): boolean => {
  if (value.length > 32) return false;
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z$/.exec(value);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 59;
};
export const time = text(isTime);

export const seq = integer(0);
export const tx = integer(1);
export const page = integer(1, 1_000);
/** The random name of a journal (R16). */
export const epoch = text((value) => value.length >= 1 && value.length <= 64);
export const flag: Check = (value) => value.kind === 'word' && value.word !== 'null';
export const oneOf = (...words: readonly string[]): Check => text((value) => words.includes(value));
export const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
export const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    value.kind === 'list' &&
    value.items.length >= 1 &&
    value.items.length <= most &&
    value.items.every(check);

/** An object of these fields, `?` behind the name of one that may be left out; none twice, and no other (R18). */
export const object =
  (fields: Fields, more: (members: ReadonlyMap<string, Json>) => boolean = () => true): Check =>
  (value) => {
    if (value.kind !== 'object') return false;
    const members = new Map(value.members);
    if (members.size !== value.members.length) return false;
    const known = new Map(Object.entries(fields).map(([name, check]) => [name.replace('?', ''), check]));
    for (const [name, member] of members) if (known.get(name)?.(member) !== true) return false;
    return Object.keys(fields).every((name) => name.endsWith('?') || members.has(name)) && more(members);
  };
export type Fields = Readonly<Record<string, Check>>;

/** R36: account to version. */
export const expectation: Check = (value) =>
  value.kind === 'object' &&
  value.members.length <= 1_000 &&
  new Set(value.members.map(([name]) => name)).size === value.members.length &&
  value.members.every(([name, version]) => isReadable(name) && seq(version));

const fixed = object({
  kind: oneOf('fixed'),
  'maxDeposit?': amount,
  'maxWithdraw?': amount,
  'maxTransfer?': amount,
  'maxPerDay?': amount,
  'minBalance?': money,
  'maxBalance?': money,
});
/** R40 to R44. */
export const ledgerRules = either(object({ kind: oneOf('none', 'peers') }), fixed);
/** R45. */
export const accountRules = either(object({ kind: oneOf('none') }), fixed);
