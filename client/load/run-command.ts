import type { Hub } from '../sdk/hub.ts';
import type { Credentials } from '../terminal/credentials.ts';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.ts';
import { paints, wantsColour } from '../terminal/format/paint.ts';
import { printable } from '../words/printable.ts';
import type { LoadRequest } from './command.ts';
import { missedGoals } from './fail-on.ts';
import { Interrupted } from './measuring.ts';
import { UnfitLedger } from './preparation.ts';
import { Progress } from './progress.ts';
import { jsonReport } from './report/json.ts';
import { tableReport } from './report/table.ts';
import { checkWritable, UnwritableReport, writeReports } from './report-files.ts';
import type { LoadResult } from './result.ts';
import { type RunInput, runLoad } from './run-load.ts';
import { LoadFailure } from './threads/threads.ts';

export interface LoadCommandInput {
  /** Connected. */
  readonly hub: Hub;
  readonly credentials: Credentials;
  readonly request: LoadRequest;
  /** Print JSON in place of the table. */
  readonly json: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** See {@link RunInput}. */
  readonly signal: AbortSignal;
  readonly hurry: AbortSignal;
}

/** `florin load`: runs it, prints and writes what it came to, and judges that. Rejects with the SDK's errors. */
export async function runLoadCommand(input: LoadCommandInput): Promise<ExitCode> {
  const { request, signal } = input;
  try {
    await checkWritable(request.files);
    const result = await run(input);
    print(result, input);
    await writeReports(request.files, result, request.goals);
    const { state } = result.check;
    const isMet =
      state !== 'wrong' && state !== 'unanswered' && missedGoals(request.goals, result).length === 0;
    if (!isMet) return exitCodes.notMet;
    return signal.aborted ? exitCodes.interrupted : exitCodes.done;
  } catch (error) {
    const told = problemOf(error);
    if (told === undefined) throw error;
    input.stderr.write(`${printable(told.problem)}\n`);
    return told.exitCode;
  }
}

async function run({
  hub,
  credentials,
  request,
  stderr,
  signal,
  hurry,
}: LoadCommandInput): Promise<LoadResult> {
  const options = { ...request.options, url: hub.url, ...credentials };
  using progress = new Progress(stderr);
  return await runLoad({ hub, options, version: request.version, progress, signal, hurry });
}

function print(result: LoadResult, { request: { goals }, json, stdout, env }: LoadCommandInput): void {
  stdout.write(
    json ? jsonReport(result, goals) : tableReport(result, goals, paints(wantsColour(stdout, env))),
  );
}

/** What is told of an error that is no fault of the program, and how it ends then. */
function problemOf(error: unknown): { readonly problem: string; readonly exitCode: ExitCode } | undefined {
  if (error instanceof Interrupted) return { problem: error.message, exitCode: exitCodes.interrupted };
  if (error instanceof UnfitLedger)
    return {
      problem: `Cannot prepare the ledger: ${error.message}. Try another: --ledger load2`,
      exitCode: exitCodes.refused,
    };
  if (error instanceof UnwritableReport)
    return { problem: `Cannot report: ${error.message}`, exitCode: exitCodes.usage };
  if (error instanceof LoadFailure)
    return { problem: `The run failed: ${error.message}`, exitCode: exitCodes.cannotConnect };
  return undefined;
}
