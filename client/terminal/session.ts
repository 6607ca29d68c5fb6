import type { Hub } from '../sdk/hub.ts';
import { connect } from '../sdk/index.ts';

/** Where the hub is, and how long to wait for it. */
interface HubSettings {
  readonly url: string;
  readonly token: string | undefined;
  /** Certificates to trust, in PEM. */
  readonly ca: string | undefined;
  /** Time for each request, milliseconds. */
  readonly timeoutMs: number;
}

/** Time for the first connection: enough for a hub that restarts, and short for a person who waits. */
export const connectWithinMs = 3_000;

/**
 * A connection to the hub that stands, and from then on heals by itself. Rejects with `CannotConnect`
 * where none comes within a few seconds, and with `NotSent` where `signal` fires.
 */
export async function openHub({ url, token, ca, timeoutMs }: HubSettings, signal: AbortSignal): Promise<Hub> {
  const hub = connect(url, { token, ca, timeoutMs });
  try {
    await hub.ready({ signal, timeoutMs: Math.min(connectWithinMs, timeoutMs) });
    return hub;
  } catch (error) {
    await hub.close();
    throw error;
  }
}
