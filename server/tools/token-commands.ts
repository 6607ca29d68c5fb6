import { type Command, InvalidArgumentError } from 'commander';
import { BadGrant, Grants } from '../access/grants.ts';
import { TokenNameSchema } from '../access/token-file.ts';
import { dataSetting } from '../config.ts';
import type { ToolTask } from './command-line.ts';

type TokenTask = Extract<ToolTask, { tool: `token ${string}` }>;

export const dataHelp = `data folder of the hub (env: ${dataSetting.env}, default: ${dataSetting.default})`;

/** `florin token create`, `list` and `revoke`. `otherwise`: the data folder where none is named. */
export function addTokenCommands(program: Command, otherwise: string, take: (task: TokenTask) => void): void {
  const token = program.command('token').description(tokenSummary).addHelpText('after', tokenNotes);
  token
    .command('create')
    .description('make a token, and print it: once')
    .requiredOption('--name <name>', 'the principal that its bearer acts as', checkedName)
    .option('--grant <grant>', 'what it may do: VERB:TARGET[,TARGET...]; may be given again', addGrant, [])
    .option('--all', 'every verb on everything, in place of --grant')
    .option(
      '--expires <time>',
      'how long it is valid: 30d, 12h or 90m; without end when left out',
      durationMs,
    )
    .option(dataSetting.flag, dataHelp)
    .addHelpText('after', grantNotes)
    .action((options: CreateOptions, command: Command) => {
      const { name, grant, all = false, expires, data = otherwise } = options;
      if (all === grant.length > 0) command.error('error: say what it may do: with --grant, or with --all');
      take({ tool: 'token create', data, name, grants: grant, isFull: all, expiresMs: expires });
    });
  token
    .command('list')
    .description('show the names and grants of all tokens')
    .option(dataSetting.flag, dataHelp)
    .option('--json', 'print one JSON object')
    .action(({ data = otherwise, json = false }: { data?: string; json?: boolean }) =>
      take({ tool: 'token list', data, json }),
    );
  token
    .command('revoke')
    .description('take a token away: its connections end within a second')
    .argument('<name>', 'which one')
    .option(dataSetting.flag, dataHelp)
    .action((name: string, { data = otherwise }: { data?: string }) =>
      take({ tool: 'token revoke', data, name }),
    );
}

interface CreateOptions {
  readonly name: string;
  readonly grant: readonly string[];
  readonly all?: boolean;
  readonly expires?: number;
  readonly data?: string;
}

function checkedName(text: string): string {
  if (TokenNameSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    'A name is 1..64 of A-Z a-z 0-9 _ . - , first a letter or digit, not anonymous.',
  );
}

function addGrant(text: string, before: readonly string[]): readonly string[] {
  try {
    new Grants([...before, text]);
  } catch (error) {
    if (!(error instanceof BadGrant)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
  return [...before, text];
}

function durationMs(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([dhm])$/.exec(text) ?? [];
  if (count === undefined)
    throw new InvalidArgumentError('Give days, hours or minutes, such as 30d, 12h or 90m.');
  return Number(count) * (unitsMs[unit] ?? 0);
}
const unitsMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

const tokenSummary = 'say who may do what at a hub';
const tokenNotes = `
The first token shuts the door: from then on every connection needs one. A hub that runs
on the folder notices within a second. Its tokens are in tokens.json of the data folder,
which holds none of their texts.
Exit codes: 0 done, 1 failed, 2 wrong usage`;

const grantNotes = `
Verbs:   deposit withdraw transfer-from transfer-to hold reverse open freeze rules
         read watch admin
Targets: an account A, all that begin alike shop-*, a ledger demo/*, accounts of one
         ledger demo/A or demo/shop-*, or everything *
Example: florin token create --name till-3 --grant deposit:A,B --grant 'read:demo/*'`;
