/** Why an append failed: see `Journal.append`. */
export type JournalFailure = 'conflict' | 'refused' | 'broken';

/** A commit that the journal did not make, or that nobody can tell of. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly failure: JournalFailure;

  constructor(failure: JournalFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
