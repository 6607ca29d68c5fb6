import { findAccounts } from '../terminal/run-action.ts';
import { DataOutProblem } from './data-out-problem.ts';
import type { DataOutParts } from './run-data-out.ts';

/** The account that a typed id means, other spellings by case included. Rejects with a `DataOutProblem`. */
export async function meantAccount({ runner, stderr }: DataOutParts, typed: string): Promise<string> {
  const { ids: [id] = [], told } = await findAccounts(runner, [typed]);
  for (const result of told) {
    if (result.kind === 'failure') throw new DataOutProblem(result.message, result.exitCode);
    if (result.kind === 'note') stderr.write(`(${result.text})\n`);
  }
  return id ?? typed;
}
