import { commandForms, commandNamed } from '../input/commands.ts';

/** Candidates that are shown at most; more would scroll the screen away. */
const candidatesMax = 100;

/**
 * What Tab offers for a line: commands and accounts for its first word, then what that command takes. The
 * second part is the word that the candidates replace.
 */
export function complete(line: string, accounts: Iterable<string>): [string[], string] {
  const words = line.split(/\s+/);
  const typed = words.at(-1) ?? '';
  const first = words.find((word) => word !== '') ?? '';
  const isFirst = words.filter((word) => word !== '').length <= 1 && typed === first;
  const candidates = isFirst ? [...commandNames, ...accounts] : wordsAfter(first, accounts);
  const start = typed.toLowerCase();
  const hits = candidates.filter((candidate) => candidate.toLowerCase().startsWith(start));
  // Whoever has typed the right case means it.
  const exact = hits.filter((candidate) => candidate.startsWith(typed));
  const offered = (exact.length > 0 ? exact : hits).slice(0, candidatesMax);
  return [offered.length === 1 ? offered.map((candidate) => `${candidate} `) : offered, typed];
}

const commandNames = Object.keys(commandForms);

function wordsAfter(first: string, accounts: Iterable<string>): string[] {
  switch (commandNamed(first)) {
    case 'help':
      return commandNames;
    case 'unwatch':
    case 'quit':
    case 'outcome':
    case 'trial':
      return [];
    default:
      return [...accounts];
  }
}
