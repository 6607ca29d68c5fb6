import { readFileSync } from 'node:fs';
import { CannotConnect } from '../sdk/errors.ts';
import type { GlobalOptions } from './command-line.ts';

/** Who asks, and whom to trust. A token is in a file or a variable: everyone sees a command line. */
export interface Credentials {
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

/** Throws `CannotConnect` (`bad_token`, or `bad_url` for certificates) for a file that cannot be read. */
export function credentialsOf({ tokenFile, ca }: Pick<GlobalOptions, 'tokenFile' | 'ca'>): Credentials {
  return {
    token:
      tokenFile === undefined ? process.env.FLORIN_TOKEN || undefined : textOf(tokenFile, 'bad_token').trim(),
    ca: ca === undefined ? undefined : textOf(ca, 'bad_url'),
  };
}

function textOf(file: string, code: 'bad_token' | 'bad_url'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CannotConnect(code, `${file} cannot be read`, undefined, { cause });
  }
}
