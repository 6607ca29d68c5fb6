import { isHubAction } from '../input/action.ts';
import { parseInput } from '../input/parse-input.ts';
import { promptOnly } from '../input/problem.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printProblem, runAndPrint } from './one-shot.ts';
import type { Output } from './output.ts';
import type { Runner } from './run-action.ts';

/**
 * Does the lines of a script one after another. Blank lines and those that begin with `#` are skipped;
 * `quit` ends it. Stops at the first line that fails, unless `keepGoing`: then the greatest exit code of
 * all lines is the script's.
 */
export async function runScript(
  runner: Runner,
  lines: AsyncIterable<string>,
  output: Output,
  keepGoing: boolean,
): Promise<ExitCode> {
  let number = 0;
  let worst: ExitCode = exitCodes.done;
  for await (const line of lines) {
    number += 1;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const exitCode = await runLine(runner, text, number, output);
    if (exitCode === 'quit') break;
    if (exitCode > worst) worst = exitCode;
    if (exitCode === exitCodes.interrupted) break;
    if (exitCode !== exitCodes.done && !keepGoing) {
      output.remark(`stopped at line ${number}; --keep-going would go on`);
      break;
    }
  }
  return runner.signal.aborted ? exitCodes.interrupted : worst;
}

async function runLine(
  runner: Runner,
  text: string,
  line: number,
  output: Output,
): Promise<ExitCode | 'quit'> {
  const parsed = parseInput(text);
  if (!parsed.ok) return printProblem(parsed.problem, output, line);
  const { action } = parsed;
  if (action.kind === 'quit') return 'quit';
  if (!isHubAction(action)) return printProblem(promptOnly(action), output, line);
  return runAndPrint(runner, action, output, { line });
}
