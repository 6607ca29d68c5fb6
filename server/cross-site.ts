import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.ts';

/** Pages of strangers must not move money: what tells them from everybody else. */

/**
 * Whether a browser page of another host asks. The name has to be a loopback one too, for a stranger can have a
 * name of his own point to this machine.
 */
export function isCrossSite({ headers }: IncomingMessage): boolean {
  if (headers['sec-fetch-site'] === 'cross-site') return true;
  if (headers.origin === undefined) return false;
  try {
    const { host, hostname } = new URL(headers.origin);
    return host !== headers.host || !isLoopback(unbracketed(hostname));
  } catch {
    return true;
  }
}

/** Whether a request names this machine as its host. */
export function isForThisMachine({ headers }: IncomingMessage): boolean {
  try {
    return isLoopback(unbracketed(new URL(`http://${headers.host}`).hostname));
  } catch {
    return false;
  }
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
