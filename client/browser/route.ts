/** What the address shows: `#/accounts`, `#/account/A`, `#/stream`, `#/hub`. */
export type Route =
  | { readonly name: 'accounts' | 'stream' | 'hub' }
  | { readonly name: 'account'; readonly account: string };

export function routeOf(hash: string): Route {
  const [, name, ...rest] = hash.split('/');
  if (name === 'stream' || name === 'hub') return { name };
  if (name === 'account' && rest.length > 0) return { name, account: decoded(rest.join('/')) };
  return { name: 'accounts' };
}

export function accountHref(account: string): string {
  return `#/account/${encodeURIComponent(account)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
