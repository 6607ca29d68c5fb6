import type { CloseCause } from './close-counts.ts';

/** Whoever has come over a connection, as the connection's events find them. */
export interface Guest {
  /** Takes in a text frame. */
  receive(frame: string): void;
  /** Closes the connection once all that came before is answered. */
  end(code: number, reason: string): void;
  /** The connection has taken all that was written to it. */
  drained(): void;
  /** The connection is gone. */
  closed(): void;
  /** To be called about once a second, and when accesses may be over. */
  check(): void;
}

/** Why an access that is over ends a connection, and whether coming back makes sense. */
export const accessEnds = {
  expired: 'tokenExpired',
  changed: 'tokenExpired',
  revoked: 'badToken',
} as const satisfies Record<string, CloseCause>;
