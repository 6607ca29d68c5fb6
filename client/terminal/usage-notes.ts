import { closestName } from '../input/closest-name.ts';
import { quote } from '../input/problem.ts';
import { looksLikeShortForm } from '../input/short-forms.ts';
import { splitWords } from '../input/split-words.ts';

/** What `florin --help` says after the lists of commands and options. */
export const usageNotes = `
Examples:
  florin                              a prompt with live balances
  florin transfer A B 12.50 rent      move money, with a memo
  florin send 'A D 100'               a line as typed at the prompt
  florin < commands.txt               a script: a line each, # begins a comment;
                                      lines from begin to commit: all or none
  florin hold A B 60 for 30m          reserve money; capture 14 moves hold #14
  florin history A 5 with B           the newest 5 between A and B
  florin watch A B                    a live table; q leaves
  florin balances --json | jq -r .balance
  florin statement A --month 2026-11  what happened to an account
  florin report --ledger demo         totals, flows, what stands out
  florin export entries --out all.csv
  florin load                         how much the hub does, and whether rightly

Output: tables on a terminal. With --json or into a pipe NDJSON, a line each:
  transaction, account, ledger, hold  as the protocol has it
  a change of watch                   {"event":"snapshot" or "change","seq",
                                      … the account, "delta","tx"}, with
                                      "unusual" where it stands out
  what failed                         {"error":{"code","message","retryable",
                                      "key"}}, in a script also "line"
Flags and arguments that cannot be read are told of in words alone, on stderr.

report and statement print a page into a pipe too; --json makes it JSON.

Exit codes: 0 done, 1 refused, 2 wrong usage or input, 3 cannot connect,
  4 outcome unknown (the command that asks for it is printed), 130 interrupted

Environment: FLORIN_URL (as --url), NO_COLOR, FLORIN_TOKEN (the
  token to show, where the hub wants one)`;

/** What is wrong with a command line whose first word is no command. */
export function explainUnknown(args: readonly string[], commands: readonly string[]): string {
  const [first = ''] = args;
  const line = args.join(' ');
  const words = splitWords(line);
  if (words !== undefined && looksLikeShortForm(words)) {
    return `unknown command ${quote(first)}; for a line of the prompt: florin send ${quote(line)}`;
  }
  const meant = closestName(first, commands);
  return `unknown command ${quote(first)}${meant === undefined ? '' : `, did you mean ${meant}?`} (florin --help lists all)`;
}
