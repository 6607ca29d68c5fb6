/**
 * Whether the hub refuses connections of this page's address. A browser does not tell why a WebSocket did not open,
 * and names a page's origin in other requests than GET and HEAD alone: so the hub is asked by one that does nothing.
 */
export async function isOriginRefused(): Promise<boolean> {
  try {
    return (await fetch('/v1/accounts', { method: 'OPTIONS' })).status === 403;
  } catch {
    return false;
  }
}
