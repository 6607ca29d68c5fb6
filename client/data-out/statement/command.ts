import { Argument, type Command, Option } from 'commander';
import { accountId } from '../account-id.ts';
import { monthOf, type Period, parseMonth, periodOptions, periodProblem } from '../period-options.ts';

/** What `florin statement` was asked for. */
export interface StatementRequest {
  readonly kind: 'statement';
  readonly account: string;
  /** Its beginning is always given. */
  readonly period: Period & { readonly from: string };
}

/** The flags as commander gives them. */
interface Given {
  readonly month?: Period & { readonly from: string };
  readonly from?: string;
  readonly to?: string;
}

/** Adds `statement` to the program. */
export function addStatementCommand(program: Command, ask: (request: StatementRequest) => void): void {
  const [from, to] = periodOptions();
  const command = program
    .command('statement')
    .description('a statement of an account: balances, and what lies between them')
    .allowExcessArguments(false)
    .addArgument(new Argument('<account>', 'whose').argParser(accountId))
    .addOption(
      new Option('--month <month>', 'a month, UTC, such as 2026-11 (default: this one, so far)')
        .argParser(parseMonth)
        .conflicts(['from', 'to']),
    )
    .addOption(from)
    .addOption(to);
  command.action((account: string, { month, ...given }: Given) => {
    const period = month ?? { from: given.from ?? monthOf(Date.now()), to: given.to };
    const problem =
      given.to !== undefined && given.from === undefined ? '--to needs --from' : periodProblem(period);
    if (problem !== undefined) command.error(`error: ${problem}`);
    ask({ kind: 'statement', account, period });
  });
}
