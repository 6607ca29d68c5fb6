import { printable } from '../words/printable.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Paints } from './format/paint.ts';
import type { Sink } from './output.ts';
import { accountsTable, renderResult } from './render-result.ts';
import { type Runner, runAction } from './run-action.ts';

/** Accounts that the prompt begins with; `balances` shows more. */
const shownMax = 20;

interface Greeted {
  readonly exitCode: ExitCode;
  /** Whether there are more accounts than one page, too many to follow them all unasked. */
  readonly many: boolean;
}

/** What the prompt begins with: where it is connected, how things stand, what can be typed. */
export async function greet(runner: Runner, stdout: Sink, paints: Paints): Promise<Greeted> {
  const print = (lines: readonly string[]): void => {
    stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  print([paints.dim(`florin, connected to ${printable(runner.hub.url)}`)]);
  for await (const result of runAction(runner, { kind: 'balances', names: [] })) {
    if (result.kind === 'failure') {
      print(renderResult(result, paints));
      return { exitCode: result.exitCode, many: false };
    }
    if (result.kind !== 'accounts') continue;
    const { accounts, more } = result;
    print(
      accounts.length === 0
        ? ['There are no accounts yet; open X makes one.']
        : ['Account Balance:', ...accountsTable(accounts.slice(0, shownMax), paints)],
    );
    if (accounts.length > shownMax) print([paints.dim('… and more; balances shows them')]);
    if (more)
      print([paints.dim('Too many accounts to show every change; watch A B shows those of A and B.')]);
    print(['Enter a transaction (such as A D 100, C W 200 or A B T 5), or help.']);
    return { exitCode: exitCodes.done, many: more };
  }
  return { exitCode: exitCodes.done, many: false };
}
