import type { Logger } from 'pino';
import { tokenCharsMax } from '../../shared/limits.ts';
import { Access, type Admission, anonymousAccess, type Judgement } from './access.ts';
import type { JwtChecker } from './jwt.ts';
import { LiveTokens } from './live-tokens.ts';
import { noRefusals, type RefusalCounts } from './refusal-counts.ts';

/** Who may come in: everyone while no tokens are configured, else whoever shows one. */
export class Door implements Disposable {
  /** Whom it did not let in. */
  readonly refusals: RefusalCounts = noRefusals();
  readonly #anonymous = anonymousAccess();
  readonly #tokens: LiveTokens | undefined;
  readonly #jwt: JwtChecker | undefined;
  readonly #log: Logger | undefined;
  readonly #listeners: (() => void)[] = [];

  /** Of a hub that has neither, everyone may come in. Throws `DataError` for a file that is none of tokens. */
  constructor({ tokensFile, jwt, log }: DoorOptions = {}) {
    this.#jwt = jwt;
    this.#log = log;
    if (tokensFile !== undefined) {
      this.#tokens = new LiveTokens(tokensFile, {
        changed: () => this.#changed(),
        unreadable: (error) =>
          log?.error({ err: error }, 'the tokens cannot be read: those from before hold until they can'),
      });
    }
    this.#lock();
  }

  /** Whether everyone has to show a token. */
  get isGuarded(): boolean {
    return this.#jwt !== undefined || this.#tokens?.exist === true;
  }

  /** What those may do who show nothing; `undefined` where a token is wanted. */
  get anonymous(): Access | undefined {
    return this.isGuarded ? undefined : this.#anonymous;
  }

  /** Whether the bearer of a token may come in. Never rejects. */
  admit(token: string): Admission | Promise<Admission> {
    const judged = token.length > tokenCharsMax ? undefined : this.#judge(token);
    return judged instanceof Promise ? judged.then((each) => this.#counted(each)) : this.#counted(judged);
  }

  /** Somebody showed no token where one is wanted. */
  missed(): void {
    this.refusals.missing += 1;
  }

  /** Hears when accesses may be over. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  [Symbol.dispose](): void {
    this.#tokens?.[Symbol.dispose]();
  }

  #judge(token: string): Judgement | Promise<Judgement> {
    return this.#tokens?.find(token, Date.now()) ?? this.#jwt?.check(token);
  }

  #counted(judged: Judgement): Admission {
    if (judged instanceof Access) return judged;
    const reason = judged ?? 'unknown';
    this.refusals[reason] += 1;
    this.#log?.debug({ reason }, 'a token was not taken');
    return judged === 'busy' ? judged : undefined;
  }

  #changed(): void {
    this.#lock();
    for (const listener of this.#listeners) listener();
  }

  /** Whoever came in without a token goes when one is wanted. */
  #lock(): void {
    if (this.isGuarded) this.#anonymous.end('revoked');
  }
}

export interface DoorOptions {
  /** There need be no such file yet: when there is one, tokens are wanted. */
  readonly tokensFile?: string;
  readonly jwt?: JwtChecker | undefined;
  readonly log?: Logger;
}

/** The token of an `Authorization` header; '' for one that holds none, `undefined` where there is no such header. */
export function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  return /^bearer +([\x21-\x7e]+) *$/i.exec(header)?.[1] ?? '';
}

/** What those are told whose token is none, or none any more. */
export const accessIsOver = 'the token is not valid, or not any more';

/** What a `WWW-Authenticate` header says (RFC 6750). */
export const challenge = 'Bearer realm="florin"';
