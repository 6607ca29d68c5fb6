import { describe, expect, test } from 'vitest';
import type { Order } from '../../client/browser/act/order.ts';
import { failed, strangerWords } from '../../client/browser/act/order-words.ts';
import { NotSent, OutcomeUnknown, Refused } from '../../client/sdk/errors.ts';
import { type ErrorCode, ErrorCodeSchema, errorCodes } from '../../shared/codes.ts';

const key = 'k';

function refused(code: ErrorCode): Refused {
  return new Refused({ code, message: 'said the hub', retryable: errorCodes[code].retryable, key });
}

describe('of a command of which no copy was sent before', () => {
  test.for([
    [new NotSent('aborted', key), 'never', /^It was not sent: nothing was done\.$/],
    [new NotSent('closed', key), 'never', /nothing was done/],
    [refused('forbidden'), 'refused', /^Not allowed: said the hub$/],
    [refused('insufficient_funds'), 'refused', /^Insufficient funds: /],
    [new OutcomeUnknown('aborted', key), 'unknown', /^It was sent, but not answered: nobody waits for it/],
    [
      new OutcomeUnknown('closed', key),
      'unknown',
      /not answered: the connection was closed\. It may have been done\.$/,
    ],
    // The SDK sent it again by itself.
    [new OutcomeUnknown('unsettled', key, { cause: refused('forbidden') }), 'unknown', /Not allowed/],
  ] as const)('%s: %s', ([error, state, words]) => {
    const became = failed(error, false);
    expect(became).toEqual({ state, words: expect.stringMatching(words) });
  });
});

describe('of a command that may have been sent before', () => {
  test.for([
    [
      new NotSent('aborted', key),
      /^It was sent, but not answered; nor was it sent again: nobody waits for it/,
    ],
    [new NotSent('closed', key), /nor was it sent again: the connection was closed\. It may/],
    [new NotSent('busy', key), /nor was it sent again: too many requests are waiting\. It may/],
    [new OutcomeUnknown('aborted', key), /^It was sent, but not answered: /],
  ] as const)('%s leaves its outcome unknown', ([error, words]) => {
    const became = failed(error, true);
    expect(became).toEqual({ state: 'unknown', words: expect.stringMatching(words) });
  });

  test.for(ErrorCodeSchema.options)('%s is its outcome only where the hub remembers it', (code) => {
    const { state, words } = failed(refused(code), true);
    expect(state).toBe(errorCodes[code].frozen ? 'refused' : 'unknown');
    expect(words.includes('tells nothing of the first time')).toBe(!errorCodes[code].frozen);
  });
});

test('an error that is none of the SDK is thrown on', () => {
  expect(() => failed(new TypeError('a fault'), true)).toThrow('a fault');
});

describe('what was sent elsewhere says where', () => {
  const here = { epoch: 'e', principal: 'till-4' };
  const order = { key, state: 'unknown', words: '' } as const;
  const words = (scope: Order['scope']): string =>
    strangerWords(
      { ...order, scope, command: { t: 'deposit', id: 0, key, account: 'A', amount: '1' } },
      here,
    );

  test('as another principal', () => {
    expect(words({ ...here, principal: 'till-3' })).toBe(
      'It was sent as till-3, and this tab is till-4 now. Only till-3 can find out what became of it, by its key k.',
    );
  });

  test('to another journal, whoever it was', () => {
    expect(words({ epoch: 'other', principal: 'till-3' })).toMatch(/^It was meant for another journal/);
  });

  test('or that it is not known', () => {
    expect(words(undefined)).toMatch(/as whom it was sent is not known\. Its key is k\.$/);
  });
});
