/** The token that this tab shows to a hub that wants one: kept as long as the tab, and sent nowhere else. */

const name = 'florin-token';

export function knownToken(): string | undefined {
  return sessionStorage.getItem(name) ?? undefined;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(name, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(name);
}

/** The header that shows it over HTTP. */
export function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** Whether the hub wants another token than this one. One that does not answer is waited for by whoever connects. */
export async function isWanted(token: string | undefined): Promise<boolean> {
  try {
    return (await fetch('/v1/accounts?limit=1', { headers: bearer(token) })).status === 401;
  } catch {
    return false;
  }
}
