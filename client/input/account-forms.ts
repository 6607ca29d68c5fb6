import { SideSchema } from '../../shared/commands.ts';
import { AssetSchema } from '../../shared/fields.ts';
import { scaleMax } from '../../shared/limits.ts';
import { AmountSchema, MoneySchema } from '../../shared/money.ts';
import type { Rules } from '../../shared/rules.ts';
import { type LimitName, limitNames, limits } from '../words/rules-words.ts';
import { closestName } from './closest-name.ts';
import { checkAccounts, checkMemo, unexpected, unquotedMemo } from './input-checks.ts';
import { type Parsed, quote, understood, wrong } from './problem.ts';
import type { WordReader } from './word-reader.ts';

/** What makes accounts and ledgers, and what says what they may do. */

export function parseOpen([account, ledger, extra]: readonly string[], form: string): Parsed {
  if (account === undefined) return wrong('Invalid input format', 'open takes a new account', form);
  if (extra !== undefined) return unexpected(extra, form);
  return (
    checkAccounts(ledger === undefined ? [account] : [account, ledger], form) ??
    understood({ kind: 'open', account, ...(ledger === undefined ? {} : { ledger }) })
  );
}

export function parseFreeze(words: WordReader, form: string): Parsed {
  const account = words.part();
  if (account === undefined) return wrong('Invalid input format', 'freeze takes an account', form);
  const side = words.oneOf(SideSchema.options);
  // Behind an account a shell's word is a side: a mistyped one must not freeze more than was meant.
  const mistyped = side === undefined ? words.part() : undefined;
  if (mistyped !== undefined) {
    return wrong('Invalid input format', `${quote(mistyped)} is not debit, credit or both`, form);
  }
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return (
    checkAccounts([account], form) ??
    checkMemo(memo.memo, form) ??
    understood({ kind: 'freeze', account, ...(side === undefined ? {} : { side }), ...memo })
  );
}

export function parseClose(kind: 'unfreeze' | 'close', words: WordReader, form: string): Parsed {
  const account = words.part();
  if (account === undefined) return wrong('Invalid input format', `${kind} takes an account`, form);
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return (
    checkAccounts([account], form) ?? checkMemo(memo.memo, form) ?? understood({ kind, account, ...memo })
  );
}

export function parseRules(words: WordReader, form: string): Parsed {
  const ofLedger = words.oneOf(['ledger']) !== undefined;
  const name = words.part();
  if (name === undefined) {
    return wrong('Invalid input format', 'rules takes an account, or ledger and its name', form);
  }
  const bad = checkAccounts([name], form);
  if (bad !== undefined) return bad;
  const rules = readRules(words, form);
  if (rules === undefined) {
    return wrong('Invalid input format', 'rules takes the new limits, or none', 'rules A maxPerDay=250');
  }
  if ('ok' in rules) return rules;
  if (!ofLedger && rules.kind === 'peers') {
    return wrong('Invalid input format', 'peers are the rules of a ledger', `rules ledger ${name} peers`);
  }
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  const whose = ofLedger ? { ledger: name } : { account: name };
  return checkMemo(memo.memo, form) ?? understood({ kind: 'rules', ...whose, rules, ...memo });
}

export function parseLedger(words: WordReader, form: string): Parsed {
  const [ledger, asset, decimals] = [words.part(), words.part(), words.part()];
  if (ledger === undefined || asset === undefined || decimals === undefined) {
    return wrong('Invalid input format', 'ledger takes a name, an asset and its decimals', form);
  }
  const bad = checkAccounts([ledger], form);
  if (bad !== undefined) return bad;
  if (!AssetSchema.safeParse(asset).success) {
    return wrong('Invalid input format', `${quote(asset)} cannot be the name of an asset`, form);
  }
  const scale = /^\d{1,2}$/.test(decimals) ? Number(decimals) : -1;
  if (scale < 0 || scale > scaleMax) {
    return wrong(
      'Invalid count',
      `${quote(decimals)} is not a number of decimals from 0 to ${scaleMax}`,
      form,
    );
  }
  const rules = readRules(words, form);
  if (rules !== undefined && 'ok' in rules) return rules;
  const memo = words.memo();
  if (words.ahead !== undefined) return unquotedMemo(words.ahead, form);
  return (
    checkMemo(memo.memo, form) ??
    understood({ kind: 'ledger', ledger, asset, scale, ...(rules === undefined ? {} : { rules }), ...memo })
  );
}

/** Takes `none`, `peers` or limits such as `minBalance=-100`; undefined where there is none of these. */
function readRules(words: WordReader, form: string): Rules | Parsed | undefined {
  const kind = words.oneOf(['none', 'peers']);
  if (kind !== undefined) return { kind };
  const given: Partial<Record<LimitName, string>> = {};
  while (words.ahead?.includes('=')) {
    const text = words.part();
    // What has quotes is a memo.
    if (text === undefined) break;
    const [typed = '', value = ''] = text.split(/=(.*)/s);
    const name = limitNames.find((each) => each.toLowerCase() === typed.toLowerCase());
    if (name === undefined) {
      const meant = closestName(
        typed,
        limitNames.map((each) => each.toLowerCase()),
      );
      const known = limitNames.find((each) => each.toLowerCase() === meant);
      const reason = `${quote(typed)} is no limit${known === undefined ? '' : `, ${known} is one`}`;
      const names = known === undefined ? limitNames : [known];
      return wrong('Invalid input format', reason, names.map((each) => `${each}=100`).join(' '));
    }
    if (given[name] !== undefined) return wrong('Invalid input format', `${name} is given twice`, form);
    const { aboveZero } = limits[name];
    if (!(aboveZero ? AmountSchema : MoneySchema).safeParse(value).success) {
      const wanted = aboveZero
        ? 'a number above zero such as 100 or 12.50'
        : 'a number such as 100 or -12.50';
      return wrong('Invalid amount', `${quote(value)} is not ${wanted}`, `${name}=100`);
    }
    given[name] = value;
  }
  return Object.keys(given).length === 0 ? undefined : { kind: 'fixed', ...given };
}
