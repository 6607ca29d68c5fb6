import { closestCommand, commandForms, commandNamed } from './commands.ts';
import { type Parsed, quote, unclosedQuote, wrong } from './problem.ts';
import { looksLikeShortForm, parseShortForm, shortFormExamples } from './short-forms.ts';
import { splitWords, type Word } from './split-words.ts';
import { parseWordForm } from './word-forms.ts';

/**
 * What a line of input means, or what is wrong with it. Never throws; times of day and durations are told by
 * `nowMs`. Used by the prompt, by
 * scripts and by `florin send`; the one-shot commands hand their words to {@link parseWords}.
 *
 * A line whose first word is a command (`deposit`, `help`, …) is read as that command; any other line in
 * the short forms (`A D 100`). An account that bears a command's name is reached by the word commands.
 * `memo` is one given beside the line.
 */
export function parseInput(line: string, memo?: string, nowMs = Date.now()): Parsed {
  const words = splitWords(line);
  return words === undefined ? unclosedQuote : parseWords(words, memo, nowMs);
}

export function parseWords(typed: readonly Word[], memo?: string, nowMs = Date.now()): Parsed {
  const words = memo === undefined ? typed : [...typed, { text: memo, quoted: true }];
  const [first, ...rest] = words;
  if (first === undefined) return wrong('Invalid input format', 'the line is empty', shortFormExamples);
  const command = first.quoted ? undefined : commandNamed(first.text);
  if (command !== undefined) return parseWordForm(command, rest, nowMs);
  if (!looksLikeShortForm(words)) {
    const meant = closestCommand(first.text);
    if (meant !== undefined) {
      const { form } = commandForms[meant];
      return wrong('Invalid operation', `${quote(first.text)} is no command, ${meant} is one`, form);
    }
  }
  return parseShortForm(words);
}
