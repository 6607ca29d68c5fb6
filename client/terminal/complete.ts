import { SideSchema } from '../../shared/commands.ts';
import { TransactionKindSchema } from '../../shared/transaction.ts';
import { commandForms, commandNamed } from '../input/commands.ts';
import { filterNames } from '../input/question-forms.ts';
import { limitNames } from '../words/rules-words.ts';

/** Candidates that are shown at most; more would scroll the screen away. */
const candidatesMax = 100;

/**
 * What Tab offers for a line: commands and accounts for its first word, then what that command takes there.
 * `holds` are the numbers of open ones, as `#14`. The second part is the word that the candidates replace.
 */
export function complete(
  line: string,
  accounts: Iterable<string>,
  holds: readonly string[] = [],
): [string[], string] {
  const words = line.trimStart().split(/\s+/);
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const [first] = before;
  const candidates =
    first === undefined
      ? [...commandNames, ...accounts]
      : wordsAfter(first, before, accounts, /^\d/.test(typed) ? holds.map((hold) => hold.slice(1)) : holds);
  const start = typed.toLowerCase();
  const hits = candidates.filter((candidate) => candidate.toLowerCase().startsWith(start));
  // Whoever has typed the right case means it.
  const exact = hits.filter((candidate) => candidate.startsWith(typed));
  const offered = (exact.length > 0 ? exact : hits).slice(0, candidatesMax);
  // Behind `maxPerDay=` its amount goes on.
  const isWhole = offered.length === 1 && !offered[0]?.endsWith('=');
  return [isWhole ? offered.map((candidate) => `${candidate} `) : offered, typed];
}

const commandNames = Object.keys(commandForms);
const limitStarts = limitNames.map((name) => `${name}=`);

/** `before` are the words of the line before the one that is typed, `first` the first of them. */
function wordsAfter(
  first: string,
  before: readonly string[],
  accounts: Iterable<string>,
  holds: readonly string[],
): readonly string[] {
  const count = before.length;
  const last = before.at(-1)?.toLowerCase() ?? '';
  switch (commandNamed(first)) {
    case 'help':
      return commandNames;
    case 'unwatch':
    case 'quit':
    case 'outcome':
    case 'trial':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'reverse':
    case 'show':
      return [];
    case 'capture':
    case 'release':
      return count === 1 ? holds : [];
    case 'hold':
      if (count === 4) return ['until', 'for'];
      return count < 3 ? [...accounts] : [];
    case 'freeze':
      return count === 2 ? SideSchema.options : count < 2 ? [...accounts] : [];
    case 'holds':
      return count < 2 ? [...accounts] : [];
    case 'balance':
      return count === 2 ? ['at'] : count < 2 ? [...accounts] : [];
    case 'history':
      if (count < 2 || last === 'with') return [...accounts];
      if (last === 'kind') return TransactionKindSchema.options;
      return filterNames.some((name) => name === last) ? [] : filterNames;
    case 'rules': {
      if (count < 2) return ['ledger', ...accounts];
      const ofLedger = before[1]?.toLowerCase() === 'ledger';
      if (ofLedger && count === 2) return [];
      return count > (ofLedger ? 3 : 2)
        ? limitStarts
        : [...limitStarts, 'none', ...(ofLedger ? ['peers'] : [])];
    }
    case 'ledger':
      return count < 4 ? [] : [...limitStarts, ...(count === 4 ? ['none', 'peers'] : [])];
    default:
      return [...accounts];
  }
}
