import { type Command, Option } from 'commander';
import { accountId } from '../account-id.ts';
import { ledgerOption } from '../export/command.ts';
import { type Period, periodOptions, periodProblem } from '../period-options.ts';

/** What `florin report` was asked for; all ledgers where none and no account is named. */
export interface ReportRequest {
  readonly kind: 'report';
  readonly ledger: string | undefined;
  readonly account: string | undefined;
  readonly period: Period;
}

/** Adds `report` to the program. */
export function addReportCommand(program: Command, ask: (request: ReportRequest) => void): void {
  const [from, to] = periodOptions();
  const command = program
    .command('report')
    .description('totals, flows, largest movers and unusual movements')
    .allowExcessArguments(false)
    .addOption(ledgerOption('of this ledger').conflicts('account'))
    .addOption(new Option('--account <account>', 'of this account').argParser(accountId))
    .addOption(from)
    .addOption(to);
  command.action((given: { ledger?: string; account?: string; from?: string; to?: string }) => {
    const period = { from: given.from, to: given.to };
    const problem = periodProblem(period);
    if (problem !== undefined) command.error(`error: ${problem}`);
    ask({ kind: 'report', ledger: given.ledger, account: given.account, period });
  });
}
