import { DataError } from '../data-error.ts';
import { JournalError, type JournalFailure } from '../journal-error.ts';

/** An error on its way from one thread to another, where classes get lost. */
export type Thrown =
  | {
      readonly kind: 'journal';
      readonly failure: JournalFailure;
      readonly message: string;
      readonly stack: string;
    }
  | {
      readonly kind: 'data';
      readonly file: string;
      readonly wrong: string;
      readonly cure: string;
      readonly stack: string;
    }
  | { readonly kind: 'other'; readonly message: string; readonly stack: string };

export function toThrown(error: unknown): Thrown {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof JournalError) return { kind: 'journal', failure: error.failure, message, stack };
  if (error instanceof DataError) {
    const { file, wrong, cure } = error;
    return { kind: 'data', file, wrong, cure, stack };
  }
  return { kind: 'other', message, stack };
}

/** The error anew, with the stack of the thread that threw it. */
export function fromThrown(thrown: Thrown): Error {
  const error = rebuilt(thrown);
  error.stack = thrown.stack;
  return error;
}

function rebuilt(thrown: Thrown): Error {
  switch (thrown.kind) {
    case 'journal':
      return new JournalError(thrown.failure, thrown.message);
    case 'data':
      return new DataError(thrown.file, thrown.wrong, thrown.cure);
    case 'other':
      return new Error(thrown.message);
  }
}
