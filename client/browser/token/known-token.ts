/** The token that this tab shows to a hub that wants one: kept as long as the tab, and sent nowhere else. */

const name = 'florin-token';
const whyName = 'florin-token-forgotten';

export function knownToken(): string | undefined {
  return sessionStorage.getItem(name) ?? undefined;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(name, token);
}

/** `why` is told to whoever is asked for another. */
export function forgetToken(why: string): void {
  sessionStorage.removeItem(name);
  sessionStorage.setItem(whyName, why);
}

/** Why the last one was forgotten; told once. */
export function whyForgotten(): string | undefined {
  const why = sessionStorage.getItem(whyName) ?? undefined;
  sessionStorage.removeItem(whyName);
  return why;
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
