import { isHubAction } from '../input/action.ts';
import { commandNamed } from '../input/commands.ts';
import { parseInput } from '../input/parse-input.ts';
import { promptOnly } from '../input/problem.ts';
import { Batch, type LineResult } from './batch.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printProblem, runAndPrint } from './one-shot.ts';
import type { Output } from './output.ts';
import type { Runner } from './run-action.ts';

/**
 * Does the lines of a script one after another; those from `begin` to `commit` together or not at all. Blank
 * lines and those that begin with `#` are skipped; `quit` ends it. Stops at the first line that fails, unless
 * `keepGoing`: then the greatest exit code of all lines is the script's.
 */
export async function runScript(
  runner: Runner,
  lines: AsyncIterable<string>,
  output: Output,
  keepGoing: boolean,
): Promise<ExitCode> {
  const batch = new Batch();
  let number = 0;
  let worst: ExitCode = exitCodes.done;
  for await (const line of lines) {
    number += 1;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const exitCode = await runLine(runner, batch, text, number, output);
    if (exitCode === 'quit') break;
    if (exitCode > worst) worst = exitCode;
    if (exitCode === exitCodes.interrupted) break;
    if (exitCode === exitCodes.done) continue;
    batch.spoil();
    if (keepGoing) continue;
    const undone = batch.size === undefined ? '' : ', nothing of the batch was done';
    // What failed may be a line before it.
    const where = commandNamed(text) === 'commit' ? `the commit in line ${number}` : `line ${number}`;
    output.remark(`stopped at ${where}${undone}; --keep-going would go on`);
    return worst;
  }
  const left = batch.left();
  if (left !== undefined && !runner.signal.aborted) {
    output.result(left, number);
    if (left.exitCode > worst) worst = left.exitCode;
  }
  return runner.signal.aborted ? exitCodes.interrupted : worst;
}

async function runLine(
  runner: Runner,
  batch: Batch,
  text: string,
  line: number,
  output: Output,
): Promise<ExitCode | 'quit'> {
  const parsed = parseInput(text);
  if (!parsed.ok) return printProblem(parsed.problem, output, line);
  const { action } = parsed;
  switch (action.kind) {
    case 'quit':
      return 'quit';
    case 'begin':
    case 'commit':
    case 'rollback': {
      let exitCode: ExitCode = exitCodes.done;
      for await (const each of batch.control(action.kind, runner, line)) exitCode = print(each, output);
      return exitCode;
    }
    default: {
      if (!isHubAction(action)) return printProblem(promptOnly(action), output, line);
      const taken = batch.take(action, line);
      if (taken === undefined) return runAndPrint(runner, action, output, { line });
      return taken === 'gathered' ? exitCodes.done : print({ result: taken, line }, output);
    }
  }
}

function print({ result, line }: LineResult, output: Output): ExitCode {
  output.result(result, line);
  return result.kind === 'failure' ? result.exitCode : exitCodes.done;
}
