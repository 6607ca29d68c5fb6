import type { HubState } from '../sdk/hub-state.ts';
import { timeOfDay } from './moments.ts';

/** What a person needs to know of the connection, in a few words; undefined while all is well. */
export function connectionTrouble(state: HubState, nowMs: number): string | undefined {
  switch (state.kind) {
    case 'live':
      return undefined;
    case 'connecting':
      return 'connecting';
    case 'reconnecting': {
      const seconds = Math.ceil((state.nextAttemptAtMs - nowMs) / 1_000);
      return seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting';
    }
    case 'closed':
      return 'closed';
  }
}

/** Since when what is shown may be old: `stale since 12:03:05`. */
export function staleSince(state: HubState): string {
  return `stale since ${timeOfDay(state.sinceMs)}`;
}
