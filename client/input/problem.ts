import { printable } from '../words/printable.ts';
import type { Action, PromptAction } from './action.ts';

/** Why an input line was not understood. Nothing of such a line is sent. */
export interface Problem {
  readonly phrase:
    | 'Invalid input format'
    | 'Invalid operation'
    | 'Invalid amount'
    | 'Invalid count'
    | 'Invalid number'
    | 'Invalid time';
  /** What exactly is wrong with the input: a clause. */
  readonly reason: string;
  /** Lines that would have been right. */
  readonly form: string;
}

export type Parsed =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly problem: Problem };

export function understood(action: Action): Parsed {
  return { ok: true, action };
}

export function wrong(phrase: Problem['phrase'], reason: string, form: string): Parsed {
  return { ok: false, problem: { phrase, reason, form } };
}

/** What comes of a line of which the words cannot be told. */
export const unclosedQuote = wrong(
  'Invalid input format',
  'a quote is not closed',
  'transfer A B 100 "rent"',
);

/** The one line that a person reads. */
export function describeProblem({ phrase, reason, form }: Problem): string {
  return `${phrase}: ${reason}. Try: ${form}`;
}

const quotedCharsMax = 40;

/** A piece of the input as a problem may repeat it: printable, and short. */
export function quote(text: string): string {
  const chars = [...text];
  return `"${printable(chars.length > quotedCharsMax ? `${chars.slice(0, quotedCharsMax).join('')}…` : text)}"`;
}

/** Why an action cannot be done outside the prompt. */
export function promptOnly({ kind }: PromptAction): Problem {
  const isBatch = kind === 'begin' || kind === 'commit' || kind === 'rollback';
  return {
    phrase: 'Invalid operation',
    reason: `${quote(kind)} belongs to the prompt${isBatch ? ' or a script' : ''}`,
    form: kind === 'watch' ? 'florin watch' : isBatch ? 'florin < commands.txt' : 'florin',
  };
}
