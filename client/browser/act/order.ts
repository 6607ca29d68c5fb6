import type { Command } from '../../../shared/commands.ts';

/** A command that was sent from this tab, and what became of it. */
export interface Order {
  readonly key: string;
  readonly command: Command;
  /** Where its key stands for it; undefined where it was not known yet. */
  readonly scope: KeyScope | undefined;
  /** `unknown`: a copy of it may have been sent, and no answer came. `never`: no copy of it was sent. */
  readonly state: 'pending' | 'committed' | 'refused' | 'unknown' | 'never';
  /** What became of it, for people. */
  readonly words: string;
}

/** What became of an order. */
export type Became = Pick<Order, 'state' | 'words'>;

/** Within which a key decides once: in another one it is another key. */
export interface KeyScope {
  /** Id of the journal. */
  readonly epoch: string;
  readonly principal: string;
}

export function isSameScope(one: KeyScope, other: KeyScope): boolean {
  return one.epoch === other.epoch && one.principal === other.principal;
}

/** Whether nobody knows yet what became of it. */
export function isUndecided({ state }: Order): boolean {
  return state === 'pending' || state === 'unknown';
}

/** All that is undecided, and of what is decided so many at most; in the order that they had. */
export function withFewDecided(orders: readonly Order[], decidedMax: number): readonly Order[] {
  const decided = orders.filter((order) => !isUndecided(order)).slice(0, decidedMax);
  return orders.filter((order) => isUndecided(order) || decided.includes(order));
}
