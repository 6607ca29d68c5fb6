import { Command } from 'commander';
import { dataSetting, isCommanderExit } from '../config.ts';
import { addTokenCommands, dataHelp } from './token-commands.ts';
import type { NewToken } from './tokens.ts';

/** What an operator asks for. */
export type ToolTask =
  | { readonly tool: 'verify'; readonly data: string; readonly json: boolean }
  | { readonly tool: 'backup'; readonly data: string; readonly file: string; readonly force: boolean }
  | { readonly tool: 'restore'; readonly data: string; readonly file: string; readonly force: boolean }
  | ({ readonly tool: 'token create' } & NewToken)
  | { readonly tool: 'token list'; readonly data: string; readonly json: boolean }
  | { readonly tool: 'token revoke'; readonly data: string; readonly name: string };

/** What the command line and the environment came to. */
export type ParsedToolLine =
  | { readonly kind: 'run'; readonly task: ToolTask }
  /** Help was asked for: print and exit 0. */
  | { readonly kind: 'told'; readonly text: string }
  /** Print and exit 2. */
  | { readonly kind: 'wrong'; readonly problem: string };

/** `argv` without the program and its script, the name of the tool first. */
export function parseToolLine(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedToolLine {
  let told = '';
  let task: ToolTask | undefined;
  const program = new Command('florin')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (told += text), writeErr: () => undefined });
  // An empty variable counts as none, as it does for the hub.
  const otherwise = env[dataSetting.env] || dataSetting.default;
  const tool = (name: ToolTask['tool'], summary: string, notes: string): Command =>
    program.command(name).description(summary).option(dataSetting.flag, dataHelp).addHelpText('after', notes);
  tool('verify', verifySummary, verifyNotes)
    .option('--json', 'print one JSON object')
    .action(({ data = otherwise, json = false }: { data?: string; json?: boolean }) => {
      task = { tool: 'verify', data, json };
    });
  tool('backup', backupSummary, backupNotes)
    .argument('<file>', 'where the copy goes')
    .option('--force', 'replace a file that is there')
    .action((file: string, { data = otherwise, force = false }: { data?: string; force?: boolean }) => {
      task = { tool: 'backup', data, file, force };
    });
  tool('restore', restoreSummary, restoreNotes)
    .argument('<file>', 'a backup')
    .option('--force', 'move a journal that is there out of the way')
    .action((file: string, { data = otherwise, force = false }: { data?: string; force?: boolean }) => {
      task = { tool: 'restore', data, file, force };
    });
  addTokenCommands(program, otherwise, (asked) => {
    task = asked;
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!isCommanderExit(error)) throw error;
    if (error.exitCode === 0) return { kind: 'told', text: told };
    return { kind: 'wrong', problem: error.message.replace(/^error: /, '') };
  }
  if (task === undefined) return { kind: 'wrong', problem: 'name a tool: verify, backup, restore or token' };
  if (task.data === '') return { kind: 'wrong', problem: `--data: "" is not ${dataSetting.wants}` };
  if ('file' in task && task.file === '') return { kind: 'wrong', problem: '"" is not a file' };
  return { kind: 'run', task };
}

const verifySummary = 'check the books of a data folder, from the first commit on';
const verifyNotes = `
Reads only: a hub may be running on the folder.
Exit codes: 0 all is right, 1 damage was found, 2 wrong usage`;

const backupSummary = 'copy the journal into one file, beside a running hub too';
const backupNotes = `
The copy has all that was acknowledged before the command began.
Exit codes: 0 done, 1 failed, 2 wrong usage`;

const restoreSummary = 'put a backup into the data folder of a hub that is stopped';
const restoreNotes = `
What was acknowledged after the backup is lost. Nothing is deleted: what was in the
folder moves into a new one inside it.
Exit codes: 0 done, 1 failed, 2 wrong usage`;
