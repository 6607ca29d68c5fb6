import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DataError } from '../data-error.ts';
import { anonymousName } from './access.ts';
import { BadGrant, Grants } from './grants.ts';

/** The file of a data folder that says who may do what. It holds no token, only what a token is recognised by. */

/** Tokens in one file. */
export const tokensMax = 1_000;

/** A token's name is the principal that its bearer acts as. Those of JWT have a colon, the hub's own begins with `@`. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export const TokenNameSchema = z
  .string()
  .regex(namePattern)
  .refine((name) => name !== anonymousName);

export const TokenEntrySchema = z.strictObject({
  name: TokenNameSchema,
  /** SHA-256 of the token's text, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  grants: z.array(z.string()).refine(areGrants),
  created: z.iso.datetime(),
  expires: z.iso.datetime().optional(),
});
export type TokenEntry = z.infer<typeof TokenEntrySchema>;

const TokenFileSchema = z.strictObject({
  version: z.literal(1),
  tokens: z
    .array(TokenEntrySchema)
    .max(tokensMax)
    .refine((tokens) => new Set(tokens.map(({ name }) => name)).size === tokens.length)
    .refine((tokens) => new Set(tokens.map(({ sha256 }) => sha256)).size === tokens.length),
});

function areGrants(texts: readonly string[]): boolean {
  try {
    new Grants(texts);
    return true;
  } catch (error) {
    if (error instanceof BadGrant) return false;
    throw error;
  }
}

/** A token that nobody can guess: 256 bits. */
export function newToken(): string {
  return `florin_${randomBytes(32).toString('base64url')}`;
}

/** What the file keeps of a token. A slow hash would gain nothing: there is no guessing 256 bits. */
export function fingerprint(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** `undefined` where there is no such file. Throws {@link DataError} for one that cannot be read as what it should be. */
export function readTokens(file: string): readonly TokenEntry[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new DataError(file, 'cannot be read', 'See that the hub may read it.', { cause: error });
  }
  const parsed = TokenFileSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data.tokens;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new DataError(
    file,
    `is no file of tokens${at === '' ? '' : `: look at ${at}`}`,
    'Put it right, or delete it and make new tokens with florin token create.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, readable for its owner alone. */
export function writeTokens(file: string, tokens: readonly TokenEntry[]): void {
  const unfinished = `${file}.${process.pid}.new`;
  try {
    const handle = openSync(unfinished, 'w', 0o600);
    try {
      writeFileSync(handle, `${JSON.stringify({ version: 1, tokens }, undefined, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, file);
    const folder = openSync(dirname(file), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    throw new DataError(file, 'cannot be written', 'Name the data folder of the hub with --data.', {
      cause: error,
    });
  }
}
