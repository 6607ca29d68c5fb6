import type { Command } from 'commander';
import { addExportCommand, type ExportRequest } from './export/command.ts';
import { addReportCommand, type ReportRequest } from './report/command.ts';
import { addStatementCommand, type StatementRequest } from './statement/command.ts';

/** What one of the commands that give data out was asked for. */
export type DataOutRequest = ExportRequest | ReportRequest | StatementRequest;

/** Adds `export`, `report` and `statement` to the program. */
export function addDataOutCommands(program: Command, ask: (request: DataOutRequest) => void): void {
  addExportCommand(program, ask);
  addReportCommand(program, ask);
  addStatementCommand(program, ask);
}
