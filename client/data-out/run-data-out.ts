import type { Hub } from '../sdk/hub.ts';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.ts';
import type { Runner } from '../terminal/run-action.ts';
import { printable } from '../words/printable.ts';
import type { DataOutRequest } from './command.ts';
import { DataOutProblem } from './data-out-problem.ts';
import { runExport } from './export/run-export.ts';
import { runReport } from './report/run-report.ts';
import { runStatement } from './statement/run-statement.ts';

/** What a command that gives data out works with. */
export interface DataOutParts {
  /** Connected. */
  readonly hub: Hub;
  readonly runner: Runner;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Print JSON in place of a page. */
  readonly json: boolean;
}

/** Columns of a page where the output tells none. */
const widthDefault = 80;

/** Columns that a page has on a stream. */
export function pageWidth({ columns }: { readonly columns?: number }): number {
  return columns ?? widthDefault;
}

/** Does what was asked for. Rejects with the SDK's errors. */
export async function runDataOut(parts: DataOutParts, request: DataOutRequest): Promise<ExitCode> {
  try {
    switch (request.kind) {
      case 'export':
        await runExport(parts, request);
        break;
      case 'report':
        await runReport(parts, request);
        break;
      case 'statement':
        await runStatement(parts, request);
    }
    return exitCodes.done;
  } catch (error) {
    if (parts.signal.aborted) {
      parts.stderr.write('Interrupted\n');
      return exitCodes.interrupted;
    }
    if (!(error instanceof DataOutProblem)) throw error;
    parts.stderr.write(`${printable(error.message)}\n`);
    return error.exitCode;
  }
}
