import { type ExitCode, exitCodes } from '../terminal/exit-codes.ts';

/** Why data did not come out, where it is neither the hub's refusal nor the connection's fault. */
export class DataOutProblem extends Error {
  override readonly name = 'DataOutProblem';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A file cannot be written as asked; nothing of it is left. */
export function unwritable(file: string, cause: unknown): DataOutProblem {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DataOutProblem(`Cannot write ${file}: ${reason}`, exitCodes.usage, { cause });
}

/** What was read does not fit together: rather nothing than something wrong. */
export function inconsistent(what: string): DataOutProblem {
  return new DataOutProblem(`The hub's answers do not fit together: ${what}`, exitCodes.refused);
}
