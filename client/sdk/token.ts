import { CannotConnect } from './errors.ts';

/** Visible ASCII, which a header carries unchanged. */
const tokenPattern = /^[\x21-\x7e]+$/;

/** Throws {@link CannotConnect} (`bad_token`) for what cannot be a bearer token; the message does not repeat it. */
export function checkToken(token: string): void {
  if (!tokenPattern.test(token)) {
    throw new CannotConnect('bad_token', 'a token is visible ASCII characters without spaces');
  }
}
