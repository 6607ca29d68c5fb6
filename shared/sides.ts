import type { Side } from './commands.ts';

/** What is frozen once a side is frozen too: freezing one side never thaws the other. */
export function joinedSides(before: Side | undefined, added: Side): Side {
  return before === undefined || before === added ? added : 'both';
}
