import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runDataOut } from '../data-out/run-data-out.ts';
import { runLoadCommand } from '../load/run-command.ts';
import { AccountNames } from './account-names.ts';
import type { GlobalOptions, Request, Task } from './command-line.ts';
import { credentialsOf } from './credentials.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { failureOf, type Place } from './failure.ts';
import { paints, wantsColour } from './format/paint.ts';
import { InputHistory } from './input-history.ts';
import { printProblem, runAndPrint } from './one-shot.ts';
import { Output } from './output.ts';
import { runPrompt } from './prompt.ts';
import type { Runner } from './run-action.ts';
import { runWatch } from './run-watch.ts';
import { runScript } from './script.ts';
import { openHub } from './session.ts';

const historyFile = '.florin_history';

/** Does what the command line asks for, in this process's terminal or pipes. */
export async function runTask({ task, options, isUrlFlag }: Request): Promise<ExitCode> {
  const output = outputOf(task, options);
  if (task.kind === 'problem') return printProblem(task.problem, output);
  const abort = new AbortController();
  const hurry = new AbortController();
  listenToSignals(task.kind === 'load' ? [abort, hurry] : [abort]);
  const { url, timeout: timeoutMs } = options;
  const flag = isUrlFlag ? ` --url ${shellWord(url)}` : '';
  const isPrompt = task.kind === 'lines' && process.stdin.isTTY && !output.json;
  // Whoever has left the prompt goes on in the shell.
  const ask: Place['ask'] = (key) =>
    isPrompt && !abort.signal.aborted ? `outcome ${key}` : `florin outcome ${key}${flag}`;
  const place = { url, ask };
  try {
    const { token, ca } = credentialsOf(options);
    await using hub = await openHub({ url, token, ca, timeoutMs }, abort.signal);
    const runner = { hub, names: new AccountNames(hub), place, signal: abort.signal };
    if (isPrompt) return await prompt(runner, abort);
    return await runConnected(task, options, { ...runner, hurry: hurry.signal }, output);
  } catch (error) {
    const failure = failureOf(error, place);
    output.result(failure);
    return failure.exitCode;
  }
}

function prompt(runner: Runner, abort: AbortController): Promise<ExitCode> {
  const { stdin, stdout, env } = process;
  return runPrompt({
    runner,
    stdin,
    stdout,
    history: new InputHistory(join(homedir(), historyFile)),
    paints: paints(wantsColour(stdout, env)),
    abort: () => abort.abort(),
  });
}

async function runConnected(
  task: Exclude<Task, { kind: 'problem' }>,
  options: GlobalOptions,
  runner: Runner & { readonly hurry: AbortSignal },
  output: Output,
): Promise<ExitCode> {
  const { stdin, stdout, env } = process;
  const { signal } = runner;
  const { keepGoing, json } = options;
  switch (task.kind) {
    case 'lines': {
      const lines = createInterface({ input: stdin, signal });
      const exitCode = await runScript(runner, lines, output, keepGoing === true);
      // A script that stops does not wait for whoever still writes it.
      stdin.destroy();
      return exitCode;
    }
    case 'action':
      return await runAndPrint(runner, task.action, output, { key: task.key });
    case 'watch':
      return await runWatch(
        { runner, output, paints: paints(wantsColour(stdout, env)), stdin, stdout },
        task,
      );
    case 'data-out': {
      const parts = { hub: runner.hub, runner, stdout, stderr: process.stderr, env, signal };
      return await runDataOut({ ...parts, json: json === true }, task.request);
    }
    case 'load':
      return await runLoadCommand({
        hub: runner.hub,
        credentials: credentialsOf(options),
        request: task.request,
        json: json === true,
        stdout,
        stderr: process.stderr,
        env,
        signal,
        hurry: runner.hurry,
      });
  }
}

/** Where results go. What gives data out prints no NDJSON unasked: stdout carries the data, or a page. */
function outputOf(task: Task, { json }: GlobalOptions): Output {
  if (task.kind !== 'data-out') return new Output(process, process.env, json === true);
  const isJson = json === true && task.request.kind !== 'export';
  const stdout = { isTTY: true, write: (text: string) => process.stdout.write(text) };
  return new Output({ stdout, stderr: process.stderr }, process.env, isJson);
}

/** Each signal aborts the next of what is under way, which tells how it stands; one more ends the program. */
function listenToSignals(aborts: readonly AbortController[]): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const next = aborts.find((each) => !each.signal.aborted);
      if (next === undefined) process.exit(exitCodes.interrupted);
      next.abort();
    });
  }
}

/** Text as one word of a shell's command line. */
function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
