import type { CannotConnect } from './errors.ts';

/** Where the connection stands. `sinceMs` and `nextAttemptAtMs` are Unix milliseconds. */
export type HubState =
  | { readonly kind: 'connecting'; readonly sinceMs: number }
  | {
      readonly kind: 'live';
      readonly sinceMs: number;
      /** Id of the hub's journal. */
      readonly epoch: string;
      /** The hub's newest seq when it welcomed this connection. */
      readonly seq: number;
      /** Who the hub takes this connection for. */
      readonly principal: string;
    }
  | {
      readonly kind: 'reconnecting';
      /** When the connection was lost, or the first attempt failed. */
      readonly sinceMs: number;
      /** Number of the attempt that comes next or is being made, from 1. */
      readonly attempt: number;
      /** Passed while that attempt is being made. */
      readonly nextAttemptAtMs: number;
      /** What ended the last connection or attempt. */
      readonly cause: CannotConnect;
    }
  | {
      readonly kind: 'closed';
      readonly sinceMs: number;
      /** Why the hub closed for good; undefined where `close()` was called. */
      readonly cause: CannotConnect | undefined;
    };
