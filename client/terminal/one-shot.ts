import type { HubAction } from '../input/action.ts';
import type { Problem } from '../input/problem.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOfProblem } from './failure.ts';
import type { Output } from './output.ts';
import { type Runner, runAction } from './run-action.ts';

/** Does one action and prints what it came to. `line` is the number of its line in a script. */
export async function runAndPrint(
  runner: Runner,
  action: HubAction,
  output: Output,
  { key, line }: { readonly key?: string | undefined; readonly line?: number | undefined },
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  for await (const result of runAction(runner, action, key)) {
    if (result.kind === 'failure') exitCode = result.exitCode;
    output.result(result, line);
  }
  return exitCode;
}

/** Prints what is wrong with the input. */
export function printProblem(problem: Problem, output: Output, line?: number): ExitCode {
  const failure = failureOfProblem(problem);
  output.result(failure, line);
  return failure.exitCode;
}
