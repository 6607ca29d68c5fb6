import { readFileSync } from 'node:fs';
import { createLocalJWKSet, errors, importJWK, type JWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { DataError } from '../data-error.ts';
import { Access, type Judgement } from './access.ts';
import { Grants } from './grants.ts';

/** Tokens that somebody else has signed (RFC 7519), for whom the hub has public keys. */

/** With a shared secret, whoever can check a token could make one. */
const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

/** So far clocks may differ. */
const toleranceSeconds = 5;
/** What the log says of a token that is not taken: never the token, nor what it holds. */
const refused = 'a JWT was refused';
/** Signatures that are being checked; above it a token is not looked at, and its bearer is to come again. */
const checksMax = 256;

export interface JwtOptions {
  /** File with a JWK set (RFC 7517) of public keys. */
  readonly keysFile: string;
  readonly issuer: string;
  readonly audience: string;
}

/** `sub` becomes the principal behind `jwt:`, which no token of the hub's own can be named. */
const ClaimsSchema = z.looseObject({
  sub: z.string().regex(/^[A-Za-z0-9_.:@-]{1,60}$/),
  exp: z.number(),
  grants: z.array(z.string().max(8_192)).max(256),
});

/** By curve or type, to look at a key that does not say for which algorithm it is. Others are passed over (RFC 7517, 5). */
const algorithmOf: ReadonlyMap<string | undefined, string> = new Map([
  ...([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ] as const),
  ...([
    ['Ed25519', 'EdDSA'],
    ['RSA', 'RS256'],
  ] as const),
]);

const KeysSchema = z.looseObject({
  keys: z.array(z.custom<JWK>((key) => typeof key === 'object' && key !== null && 'kty' in key)).min(1),
});

export class JwtChecker {
  readonly #keys: JWTVerifyGetKey;
  readonly #options: JwtOptions;
  readonly #log: Logger | undefined;
  #checking = 0;

  private constructor(options: JwtOptions, keys: JWTVerifyGetKey, log: Logger | undefined) {
    this.#options = options;
    this.#keys = keys;
    this.#log = log;
  }

  /** Rejects with {@link DataError} for a file that is no set of public keys. */
  static async open(options: JwtOptions, log?: Logger): Promise<JwtChecker> {
    return new JwtChecker(options, await readKeys(options.keysFile), log);
  }

  /** What the bearer may do. Never rejects. */
  async check(token: string): Promise<Judgement> {
    if (this.#checking >= checksMax) return 'busy';
    this.#checking += 1;
    try {
      const { issuer, audience } = this.#options;
      const { payload } = await jwtVerify(token, this.#keys, {
        ...{ issuer, audience, algorithms, clockTolerance: toleranceSeconds },
        requiredClaims: ['iss', 'aud', 'exp', 'sub', 'grants'],
      });
      const claims = ClaimsSchema.safeParse(payload);
      if (!claims.success) {
        this.#log?.debug({ claims: claims.error.issues.map(({ path }) => path.join('.')) }, refused);
        return undefined;
      }
      const { sub, exp, grants } = claims.data;
      const access = new Access(`jwt:${sub}`, new Grants(grants), exp * 1_000);
      return access.endAt(Date.now()) === undefined ? access : 'expired';
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        const { code, ...rest } = error;
        this.#log?.debug({ code, claim: 'claim' in rest ? rest.claim : undefined }, refused);
      }
      // Whatever keeps a token from being checked, it is not valid. Its time is looked at once its signature is right.
      return error instanceof errors.JWTExpired ? 'expired' : undefined;
    } finally {
      this.#checking -= 1;
    }
  }
}

async function readKeys(file: string): Promise<JWTVerifyGetKey> {
  let set: z.infer<typeof KeysSchema>;
  try {
    set = KeysSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const signing = set.keys.filter(({ crv, kty, use }) => algorithmOf.has(crv ?? kty) && use !== 'enc');
    if (signing.length === 0) throw new Error('no key of the set is for signatures');
    for (const key of signing) await importJWK(key, key.alg ?? algorithmOf.get(key.crv ?? key.kty));
  } catch (cause) {
    throw new DataError(file, 'is no JWK set', 'Name a file with the public keys with --jwt-keys.', {
      cause,
    });
  }
  if (set.keys.some(({ kty, d, k }) => kty === 'oct' || d !== undefined || k !== undefined)) {
    throw new DataError(file, 'holds a secret key', 'Give the hub the public keys alone.');
  }
  return createLocalJWKSet(set);
}
