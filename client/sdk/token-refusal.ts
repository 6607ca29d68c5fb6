import { closeCodes } from '../../shared/codes.ts';
import { CannotConnect } from './errors.ts';

/** What is known of a token that the hub does not take. */
interface Turned {
  /** Whether one is shown at all. */
  readonly hasToken: boolean;
  /** Whether the hub took it, or nobody's, before. */
  readonly wasLive: boolean;
  /** Whether it closed the connection before as the token's time was over. */
  readonly hasExpired: boolean;
}

/** Why the hub lets nobody in: it says the same of a token that has expired, was taken away or never was one. */
export function tokenRefusal({ hasToken, wasLive, hasExpired }: Turned): CannotConnect {
  const { badToken, tokenExpired } = closeCodes;
  if (hasToken && hasExpired)
    return new CannotConnect('turned_away', 'the token has expired', tokenExpired.code);
  const message = hasToken
    ? `the token is not valid${wasLive ? ' any more' : ''}`
    : `the hub wants a token${wasLive ? ' now' : ''}`;
  return new CannotConnect('turned_away', message, badToken.code);
}
