import type { Committed } from './calls.ts';
import type { Reply } from './messages.ts';

/** The type of reply that answers a request, and what its caller gets of it. */
export interface Answer<T extends Reply['t'], R> {
  readonly t: T;
  result(reply: Extract<Reply, { t: T }>): R;
  /**
   * Where several replies make the result: one that leaves something open, which the reply itself is where
   * others are missing.
   */
  open?(reply: Extract<Reply, { t: T }>): Reply | undefined;
}

/** The reply is the call's alone, so its transaction becomes the result as it is. */
export const commitment: Answer<'ok', Committed> = {
  t: 'ok',
  result: ({ tx, replayed = false }) => Object.assign(tx, { replayed }),
};
