import { readFileSync } from 'node:fs';
import { CannotConnect } from '../sdk/errors.ts';
import type { GlobalOptions } from './command-line.ts';

/** Who asks, and whom to trust. A token is in a file or a variable: everyone sees a command line. */
export interface Credentials {
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

/** Throws `CannotConnect` (`bad_token` or `bad_ca`) for a file that cannot be read, or does not hold what it should. */
export function credentialsOf({ tokenFile, ca }: Pick<GlobalOptions, 'tokenFile' | 'ca'>): Credentials {
  return {
    token: tokenFile === undefined ? process.env.FLORIN_TOKEN || undefined : tokenIn(tokenFile),
    ca: ca === undefined ? undefined : certificatesIn(ca),
  };
}

function tokenIn(file: string): string {
  const token = textOf(file, 'bad_token').trim();
  if (token === '') throw new CannotConnect('bad_token', `${file} is empty`);
  return token;
}

function certificatesIn(file: string): string {
  const text = textOf(file, 'bad_ca');
  if (!text.includes('-----BEGIN ')) throw new CannotConnect('bad_ca', `${file} holds no certificate in PEM`);
  return text;
}

function textOf(file: string, code: 'bad_token' | 'bad_ca'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CannotConnect(code, `${file} cannot be read`, undefined, { cause });
  }
}
