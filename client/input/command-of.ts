import { type Command, CommandSchema } from '../../shared/commands.ts';
import type { CommandAction } from './action.ts';

/** The command that an action asks for, under a key. Whoever sends it sees to its correlation. */
export function commandOf({ kind, ...fields }: CommandAction, key: string): Command {
  return CommandSchema.parse({ t: kind, id: 0, key, ...fields });
}
