import { Grants, verbs } from './grants.ts';

/** Why an access is no more. `changed`: the same token has another one now. */
export type AccessEnd = 'expired' | 'revoked' | 'changed';

/** Who somebody is, what they may do, and until when. */
export class Access {
  readonly principal: string;
  readonly grants: Grants;
  /** Unix milliseconds; Infinity where it does not end by itself. */
  readonly expiresMs: number;
  /** Whether nothing has to be looked at: everything is granted. */
  readonly isFull: boolean;
  /** Whether no token was shown: it is everyone's at once, so nothing is counted against it. */
  readonly isAnonymous: boolean;
  /** Whether it sees how all accounts stand. */
  readonly seesEverything: boolean;
  #end: AccessEnd | undefined;

  constructor(principal: string, grants: Grants, expiresMs: number) {
    this.principal = principal;
    this.grants = grants;
    this.expiresMs = expiresMs;
    this.isFull = grants.isFull;
    this.isAnonymous = principal === anonymousName;
    this.seesEverything = grants.onEverything('read') || grants.onEverything('watch');
  }

  /** Why it is over, `undefined` while it holds. */
  endAt(nowMs: number): AccessEnd | undefined {
    return this.#end ?? (nowMs >= this.expiresMs ? 'expired' : undefined);
  }

  /** Ends it; the first reason stays. */
  end(why: AccessEnd): void {
    this.#end ??= why;
  }

  /** Whether it may see how an account stands when it is asked for. */
  mayRead(account: string, ledger: string | undefined): boolean {
    return this.isFull || this.grants.onAccount('read', account, ledger);
  }

  /** Whether it may see how an account stands in what is told of it as it happens. */
  maySee(account: string, ledger: string | undefined): boolean {
    return this.mayRead(account, ledger) || this.grants.onAccount('watch', account, ledger);
  }
}

/** What a bearer may do; `undefined` where the token is not valid, `busy` where there was no time to look at it. */
export type Admission = Access | undefined | 'busy';

/** As {@link Admission}, with `expired` for a token that was valid. */
export type Judgement = Admission | 'expired';

/** The principal of whoever shows no token. */
export const anonymousName = 'anonymous';

/** For everyone, while no tokens are configured. */
export function anonymousAccess(): Access {
  return new Access(anonymousName, new Grants(everything), Number.POSITIVE_INFINITY);
}

/** Every verb on everything. */
export const everything: readonly string[] = verbs.map((verb) => `${verb}:*`);
