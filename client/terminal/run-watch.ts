import type { WatchTarget } from '../sdk/changes.ts';
import { printable } from '../words/printable.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import type { Paints } from './format/paint.ts';
import { LiveJudge } from './live-judge.ts';
import type { Output } from './output.ts';
import { findAccounts, type Runner } from './run-action.ts';
import { runWatchScreen } from './watch-screen.ts';
import { runWatchStream } from './watch-stream.ts';
import { WatchView } from './watch-view.ts';

/** Accounts that the title names; of more it tells the number, so that the state has room beside it. */
const titleIdsMax = 4;

interface WatchParts {
  readonly runner: Runner;
  readonly output: Output;
  readonly paints: Paints;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** `florin watch`: a live table on a terminal, else a line a change. Ends with the watch or by the person. */
export async function runWatch(
  parts: WatchParts,
  wanted: { readonly accounts: readonly string[]; readonly ledger: string | undefined },
): Promise<ExitCode> {
  const { runner, output } = parts;
  const { hub, place, signal } = runner;
  const { ids, told } = await findAccounts(runner, wanted.accounts);
  for (const result of told) output.result(result);
  if (ids === undefined)
    return told.find((result) => result.kind === 'failure')?.exitCode ?? exitCodes.refused;
  const { target, title } = chosen(ids, wanted.ledger);
  const judge = new LiveJudge();
  await judge.seed(hub, ids, signal);
  // The newest state is all that a table can show; a program gets every change.
  await using watch = hub.watch(target, { mode: output.json ? 'all' : 'latest', signal });
  try {
    if (output.json) await runWatchStream(hub, watch, judge, output);
    else {
      const view = new WatchView(title, judge);
      const end = await runWatchScreen({ ...parts, hub, watch, view, signal });
      if (end === 'quit') return exitCodes.done;
      if (end === 'interrupted') return exitCodes.interrupted;
    }
    if (watch.failure !== undefined) throw watch.failure;
    return signal.aborted ? exitCodes.interrupted : exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    const failure = failureOf(error, place);
    output.result(failure);
    return failure.exitCode;
  }
}

function chosen(ids: readonly string[], ledger: string | undefined): { target: WatchTarget; title: string } {
  if (ledger !== undefined) return { target: { ledger }, title: `florin · ledger ${printable(ledger)}` };
  if (ids.length > titleIdsMax) return { target: ids, title: `florin · ${ids.length} accounts` };
  if (ids.length > 0) return { target: ids, title: `florin · ${ids.join(' ')}` };
  return { target: '*', title: 'florin · all accounts' };
}
