import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.ts';

/** Pages of strangers must not move money: what tells them from everybody else. */
export class Edge {
  readonly #scheme: 'http' | 'https';
  readonly #isForThisMachine: boolean;
  readonly #origins: ReadonlySet<string>;

  constructor({ host, isTls = false, origins = [] }: EdgeOptions) {
    this.#scheme = isTls ? 'https' : 'http';
    this.#isForThisMachine = isLoopback(host);
    this.#origins = new Set(origins);
  }

  /** Why a request is refused that a page of strangers may have made; `undefined` where it is none. */
  refuses(request: IncomingMessage): string | undefined {
    return this.refusesHost(request) ?? (this.#isCrossSite(request) ? otherSite : undefined);
  }

  /**
   * A stranger can have a name of his own point to this machine: what is for this machine alone has to be asked for
   * by a name of this machine.
   */
  refusesHost({ headers }: IncomingMessage): string | undefined {
    return this.#isForThisMachine && !isLoopbackName(headers.host) ? otherHost : undefined;
  }

  /** Browsers say what page asks. The hub's own has the hub's scheme, name and port. */
  #isCrossSite({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin !== undefined && this.#origins.size > 0) return !this.#origins.has(origin);
    if (headers['sec-fetch-site'] === 'cross-site') return true;
    if (origin === undefined) return false;
    return origin !== `${this.#scheme}://${host?.toLowerCase()}`;
  }
}

/**
 * Whether a request names its host in no way that is allowed (RFC 9112, section 3.2): whoever stands between may have
 * gone by another of two names than the hub. HTTP/1.0 needs none.
 */
export function hasBadHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host');
  if (hosts.length === 0) return httpVersion !== '1.0';
  return hosts.length > 1 || !hosts.every((host) => hostPattern.test(host));
}

/** What RFC 3986 lets stand between `//` and `/`, but for a user. */
const hostPattern = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-fA-Fv:.]+\])(?::\d*)?$/;

export interface EdgeOptions {
  /** The address that the hub listens on. */
  readonly host: string;
  readonly isTls?: boolean;
  /** Origins whose pages may connect; the hub's own where there is none. */
  readonly origins?: readonly string[];
}

function isLoopbackName(host: string | undefined): boolean {
  try {
    return isLoopback(new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1'));
  } catch {
    return false;
  }
}

const otherHost = 'the Host is not a name of this machine: use 127.0.0.1 or localhost';
const otherSite = 'a page of another site may not ask';
