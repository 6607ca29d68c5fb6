import { existsSync } from 'node:fs';
import { everything } from '../access/access.ts';
import { Grants } from '../access/grants.ts';
import {
  fingerprint,
  newToken,
  readTokens,
  type TokenEntry,
  tokensMax,
  writeTokens,
} from '../access/token-file.ts';
import { DataError } from '../data-error.ts';
import { dataFiles, makeFolder } from '../data-folder.ts';
import { FileLock } from '../file-lock.ts';

/** Makes a token and gives its text, which nobody can tell again. Throws `BadGrant` and {@link DataError}. */
export function createToken({ data, name, grants, isFull, expiresMs }: NewToken, nowMs: number): string {
  const texts = isFull ? everything : grants;
  new Grants(texts);
  const { tokensFile, path } = dataFiles(data);
  makeFolder(path);
  using _ = tokensLock(data);
  const tokens = readTokens(tokensFile) ?? [];
  if (tokens.some((token) => token.name === name)) {
    throw new DataError(
      tokensFile,
      `has a token named ${name}`,
      'Take another name, or revoke that one first.',
    );
  }
  if (tokens.length >= tokensMax) {
    throw new DataError(tokensFile, `holds ${tokensMax} tokens`, 'Revoke some that nobody uses.');
  }
  const token = newToken();
  const entry: TokenEntry = {
    name,
    sha256: fingerprint(token).toString('hex'),
    grants: [...texts],
    created: new Date(nowMs).toISOString(),
    ...(expiresMs === undefined ? {} : { expires: new Date(nowMs + expiresMs).toISOString() }),
  };
  writeTokens(tokensFile, [...tokens, entry]);
  return token;
}

export interface NewToken {
  readonly data: string;
  readonly name: string;
  readonly grants: readonly string[];
  /** Every verb on everything, in place of `grants`. */
  readonly isFull: boolean;
  /** Milliseconds from now; `undefined` for no end. */
  readonly expiresMs: number | undefined;
}

/** The tokens that there are; throws {@link DataError}. */
export function listTokens(data: string): readonly TokenEntry[] {
  return readTokens(dataFiles(data).tokensFile) ?? [];
}

/** Takes a token away; throws {@link DataError} where there is none of that name. */
export function revokeToken(data: string, name: string): void {
  const { tokensFile } = dataFiles(data);
  const unknown = new DataError(
    tokensFile,
    `has no token named ${name}`,
    'florin token list shows all names.',
  );
  // There may not even be a folder for the lock.
  if (!existsSync(tokensFile)) throw unknown;
  using _ = tokensLock(data);
  const tokens = readTokens(tokensFile) ?? [];
  const left = tokens.filter((token) => token.name !== name);
  if (left.length === tokens.length) throw unknown;
  writeTokens(tokensFile, left);
}

/** One who changes the file at a time: of two who read it before either wrote, one would be lost. */
function tokensLock(data: string): FileLock {
  const { tokensLock: file, tokensFile } = dataFiles(data);
  return FileLock.take(
    file,
    (cause) => new DataError(tokensFile, 'is being changed by another florin token', 'Try again.', { cause }),
    lockWithinMs,
  );
}

/** A change takes some milliseconds; whoever takes longer is stopped, and not dead. */
const lockWithinMs = 15_000;
