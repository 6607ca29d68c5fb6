import { describe, expect, test } from 'vitest';
import { NotAnswered, NotSent, OutcomeUnknown, Refused } from '../../client/sdk/errors.ts';
import { interruptionError, refusalError, unfitError } from '../../client/sdk/settlement.ts';
import { type ErrorCode, ErrorCodeSchema, errorCodes } from '../../shared/codes.ts';
import type { ErrorReply } from '../../shared/down.ts';

const key = 'k1';

function refusal(code: ErrorCode): ErrorReply {
  return { t: 'error', id: 1, code, message: 'for people', retryable: errorCodes[code].retryable };
}
const codes = ErrorCodeSchema.options;

describe('a refusal', () => {
  test.each(codes)('%s of a command that was written once is what the hub says', (code) => {
    const error = refusalError(refusal(code), { key, writes: 1 });
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ code, key, message: 'for people', retryable: errorCodes[code].retryable });
  });

  test.each(['bad_request', 'busy', 'rate_limited', 'unavailable', 'unauthorized', 'forbidden'] as const)(
    '%s of a command that was written before does not tell what became of the earlier copy',
    (code) => {
      const error = refusalError(refusal(code), { key, writes: 2 });
      expect(error).toBeInstanceOf(OutcomeUnknown);
      expect(error).toMatchObject({ code: 'unsettled', key, retryable: true, cause: expect.any(Refused) });
    },
  );

  test.each(codes.filter((code) => errorCodes[code].frozen))(
    '%s of a command that was written before settles it: the key was looked at',
    (code) => {
      expect(refusalError(refusal(code), { key, writes: 2 })).toBeInstanceOf(Refused);
    },
  );

  test('of a question is final however often it was asked', () => {
    expect(refusalError(refusal('busy'), { key: undefined, writes: 2 })).toBeInstanceOf(Refused);
  });
});

describe('a request that does not fit the connection', () => {
  const refused = new Refused({ code: 'bad_request', message: 'for people', retryable: false });

  test.each([
    { name: 'a command that was never written', key, writes: 0 },
    { name: 'a question', key: undefined, writes: 1 },
  ])('is refused where it is $name', ({ key, writes }) => {
    expect(unfitError(refused, { key, writes })).toBe(refused);
  });

  test('has an unknown outcome where it is a command that was written before', () => {
    const error = unfitError(refused, { key, keys: [key, 'k2'], writes: 1 });
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(error).toMatchObject({ code: 'unsettled', keys: [key, 'k2'], retryable: true, cause: refused });
  });
});

describe('an interruption', () => {
  test.each(['timed_out', 'aborted', 'closed'] as const)('%s means different things by progress', (code) => {
    const cause = new Error('why');
    const before = interruptionError(code, { key, writes: 0 }, cause);
    expect(before).toBeInstanceOf(NotSent);
    expect(before).toMatchObject({ code, key, retryable: true, cause });

    const after = interruptionError(code, { key, writes: 1 }, cause);
    expect(after).toBeInstanceOf(OutcomeUnknown);
    expect(after).toMatchObject({ code, key, retryable: true, cause });

    const question = interruptionError(code, { key: undefined, writes: 1 }, cause);
    expect(question).toBeInstanceOf(NotAnswered);
    expect(question).toMatchObject({ code, retryable: true, cause });
  });
});
