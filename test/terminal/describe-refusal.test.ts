import { expect, it } from 'vitest';
import { CannotConnect, NotAnswered, NotSent, OutcomeUnknown, Refused } from '../../client/sdk/errors.ts';
import { describeRefusal } from '../../client/terminal/describe-refusal.ts';
import { failureOf } from '../../client/terminal/failure.ts';
import { ErrorCodeSchema } from '../../shared/codes.ts';
import { errorMeanings } from '../../shared/meanings.ts';

const place = { url: 'ws://127.0.0.1:7400/ws', ask: (key: string) => `florin outcome ${key}` };

it('accounts of different ledgers come with how to open one beside the other', () => {
  expect(describeRefusal({ code: 'ledger_mismatch', message: 'detail' })).toBe(
    'Different ledgers: detail (open NAME LEDGER opens an account in a ledger of your choice)',
  );
});

it.each([
  ['limit_deposit', 'Deposit amount exceeds the limit: detail'],
  ['limit_withdraw', 'Withdrawal amount exceeds the limit: detail'],
  ['insufficient_funds', 'Insufficient funds: detail'],
] as const)('the refusal %s has the words of the first bank', (code, line) => {
  expect(describeRefusal({ code, message: 'detail' })).toBe(line);
});

it.each([
  ['rate_limited', 'Too many requests; nothing was done (try again in a moment)'],
  ['busy', 'Busy: the hub has too much to do; nothing was done'],
  ['unavailable', 'Unavailable: the hub cannot make anything durable now; nothing was done'],
] as const)('what the hub says of %s is not said twice', (code, line) => {
  expect(describeRefusal({ code, message: errorMeanings[code] })).toBe(line);
});

it('every code of the protocol has a line of its own', () => {
  const lines = ErrorCodeSchema.options.map((code) => describeRefusal({ code, message: '' }));
  expect(new Set(lines).size).toBe(lines.length);
  for (const line of lines) expect(line).toMatch(/^[A-Z][^:]+$/);
});

it("nothing of the hub's message reaches the terminal unescaped", () => {
  const line = describeRefusal({ code: 'busy', message: 'a\u001b[2Jb\u202ec\nd' });
  expect(line).toContain('a\\u{1b}[2Jb\\u{202e}c\\u{a}d');
});

it.each([
  [new Refused({ code: 'overflow', message: 'm', retryable: false, key: 'k' }), 'overflow', 1, 'k'],
  [new OutcomeUnknown('timed_out', 'k'), 'outcome_unknown', 4, 'k'],
  [new OutcomeUnknown('aborted', 'k'), 'outcome_unknown', 130, 'k'],
  [new NotSent('timed_out', 'k'), 'not_sent', 3, 'k'],
  [new NotSent('aborted', undefined), 'not_sent', 130, undefined],
  [new NotAnswered('timed_out'), 'not_answered', 3, undefined],
  [new CannotConnect('unreachable', 'm'), 'cannot_connect', 3, undefined],
  [new CannotConnect('bad_url', 'm'), 'invalid_input', 2, undefined],
  [new CannotConnect('bad_token', 'm'), 'invalid_input', 2, undefined],
  [new CannotConnect('bad_ca', 'm'), 'invalid_input', 2, undefined],
] as const)('%s becomes a failure with code %s and exit code %i', (error, code, exitCode, key) => {
  expect(failureOf(error, place)).toMatchObject({ kind: 'failure', code, exitCode, key });
});

it.each([
  ['ws://127.0.0.1:7400', new CannotConnect('unreachable', 'm', 1006), '. Start a hub: npx florin-server'],
  ['ws://127.0.0.1:7400', new CannotConnect('unreachable', 'm', 1015), ' wss:// in place of ws://'],
  ['wss://127.0.0.1:7400', new CannotConnect('unreachable', 'm', 1006), '. Is the hub running there?'],
  ['wss://127.0.0.1:7400', new CannotConnect('unreachable', 'm', 1015), ': --ca FILE'],
  ['ws://127.0.0.1:7400', new CannotConnect('turned_away', 'm', 4501), '. Give a token: --token-file'],
  ['ws://127.0.0.1:7400', new CannotConnect('turned_away', 'm', 4003), '. Give a new one: --token-file'],
  ['ws://127.0.0.1:7400', new CannotConnect('turned_away', 'm', 4504), ': m'],
])('at %s, %o comes with what to do: %s', (url, error, cure) => {
  expect(failureOf(error, { ...place, url }).message).toContain(cure);
});

it('an unknown outcome comes with the command that asks for it', () => {
  expect(failureOf(new OutcomeUnknown('timed_out', 'k7'), place).message).toMatch(/Ask: florin outcome k7$/);
});

it('a fault of the program is no failure of the hub', () => {
  expect(() => failureOf(new TypeError('oops'), place)).toThrow('oops');
});
