import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { KeySchema } from '../../shared/keys.ts';
import { addDataOutCommands, type DataOutRequest } from '../data-out/command.ts';
import { type HubAction, isHubAction } from '../input/action.ts';
import { commandForms } from '../input/commands.ts';
import { parseInput, parseWords } from '../input/parse-input.ts';
import { type Parsed, type Problem, promptOnly } from '../input/problem.ts';
import type { Word } from '../input/split-words.ts';
import { addLoadCommand, type LoadRequest } from '../load/command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { wrap } from './format/wrap.ts';
import { addForwardedCommands } from './forwarded.ts';
import { connectWithinMs } from './session.ts';
import { explainUnknown, usageNotes } from './usage-notes.ts';

/** What the command line asks for. */
export interface Request {
  readonly task: Task;
  readonly options: GlobalOptions;
  /** Whether a flag gave the address: whoever goes on from here has to give it too. */
  readonly isUrlFlag: boolean;
}

export type Task =
  /** Lines from stdin: of a person at a prompt, or of a script. */
  | { readonly kind: 'lines' }
  | { readonly kind: 'action'; readonly action: HubAction; readonly key: string | undefined }
  /** No accounts and no ledger: every account. */
  | { readonly kind: 'watch'; readonly accounts: readonly string[]; readonly ledger: string | undefined }
  | { readonly kind: 'load'; readonly request: LoadRequest }
  | { readonly kind: 'data-out'; readonly request: DataOutRequest }
  /** What was typed for an action is wrong. */
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface GlobalOptions {
  readonly url: string;
  readonly json?: true;
  /** File with a token; its text is kept out of what others see of this process. */
  readonly tokenFile?: string;
  /** File with certificates to trust. */
  readonly ca?: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Of a script. */
  readonly keepGoing?: true;
}

/** The one-shot commands that are input lines word by word: their arguments, as commander writes them. */
const oneShots = [
  { name: 'deposit', spec: '<account> <amount> [memo]', options: [keyOption(), memoOption()] },
  { name: 'withdraw', spec: '<account> <amount> [memo]', options: [keyOption(), memoOption()] },
  { name: 'transfer', spec: '<from> <to> <amount> [memo]', options: [keyOption(), memoOption()] },
  { name: 'hold', spec: '<from> <to> <amount> [until...]', options: [keyOption(), memoOption()] },
  { name: 'capture', spec: '<hold> [amount] [memo]', options: [keyOption(), memoOption()] },
  { name: 'release', spec: '<hold> [memo]', options: [keyOption(), memoOption()] },
  { name: 'reverse', spec: '<number> [amount] [memo]', options: [keyOption(), memoOption()] },
  { name: 'open', spec: '<account> [ledger]', options: [keyOption()] },
  { name: 'freeze', spec: '<account> [side] [memo]', options: [keyOption(), memoOption()] },
  { name: 'unfreeze', spec: '<account> [memo]', options: [keyOption(), memoOption()] },
  { name: 'close', spec: '<account> [memo]', options: [keyOption(), memoOption()] },
  { name: 'rules', spec: '<account> <limits...>', options: [keyOption(), memoOption()] },
  { name: 'ledger', spec: '<name> <asset> <decimals> [limits...]', options: [keyOption(), memoOption()] },
  { name: 'balances', spec: '[names...]', options: [] },
  { name: 'balance', spec: '<account> [at...]', options: [] },
  { name: 'history', spec: '<account> [filters...]', options: [] },
  { name: 'holds', spec: '[name]', options: [] },
  { name: 'show', spec: '<number>', options: [] },
  { name: 'outcome', spec: '<key>', options: [] },
  { name: 'trial', spec: '[ledger]', options: [] },
] as const;

/**
 * Reads the command line. Help and usage errors are printed here, and the answer is then the exit code.
 */
export function readCommandLine(argv: readonly string[], version: string): Request | ExitCode {
  let task: Task | undefined;
  const program = newProgram(version);
  program.action(() => {
    if (program.args.length > 0) program.error(`error: ${explainUnknown(program.args, namesOf(program))}`);
    task = { kind: 'lines' };
  });
  for (const { name, spec, options } of oneShots) {
    const { summary, form, examples } = commandForms[name];
    const command = program.command(name).description(summary).arguments(spec);
    command
      .usage(`[options] ${form.slice(name.length + 1)}`)
      .addHelpText('after', exampleLines(name, examples));
    for (const option of options) command.addOption(option);
    command.action(() => {
      const { key } = command.opts<{ key?: string }>();
      // A command that is tried again under its key has to be the same.
      if (name === 'hold' && key !== undefined && command.args[3]?.toLowerCase() === 'for') {
        command.error('error: with --key say until: "for" would be another time on each try');
      }
      task = actionTask(command, (memo) => parseWords(wordsOf(name, spec, command.args), memo));
    });
  }
  const send = program.command('send').description('do a line as it is typed at the prompt');
  send.arguments('<line...>').addOption(keyOption()).addOption(memoOption());
  send.action(() => {
    task = actionTask(send, (memo) => parseInput(send.args.join(' '), memo));
  });
  const watch = program
    .command('watch')
    .description('show balances as they change')
    .arguments('[accounts...]');
  watch.option('--ledger <ledger>', 'all accounts of a ledger');
  watch.action((accounts: string[], { ledger }: { ledger?: string }) => {
    if (ledger !== undefined && accounts.length > 0)
      watch.error('error: name accounts or a ledger, not both');
    const parsed = parseWords(wordsOf('watch', '', accounts));
    task = parsed.ok ? { kind: 'watch', accounts, ledger } : { kind: 'problem', problem: parsed.problem };
  });
  addDataOutCommands(program, (request) => {
    task = { kind: 'data-out', request };
  });
  let urlAfter: string | undefined;
  addLoadCommand(
    program,
    { version, urlOption: urlOption(` (default: ${urlDefaultText})`) },
    (request, url) => {
      task = { kind: 'load', request };
      urlAfter = url;
    },
  );
  addForwardedCommands(program);
  try {
    const [command, topic = ''] = newProgram(version).parseOptions([...argv]).operands;
    // `--json` before a command is the program's own; after `load` it names a file.
    if (command === 'load') program.enablePositionalOptions();
    // Commander's own answer is the whole help, and no word of what is wrong.
    if (command === 'help' && !['', 'help', ...namesOf(program)].includes(topic)) {
      program.error(`error: ${explainUnknown([topic], namesOf(program))}`);
    }
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  if (task === undefined) return exitCodes.usage;
  const options = program.opts<GlobalOptions>();
  const isUrlFlag = urlAfter !== undefined || program.getOptionValueSource('url') === 'cli';
  return { task, options: { ...options, url: urlAfter ?? options.url }, isUrlFlag };
}

const urlDefault = 'ws://127.0.0.1:7400/ws';
const urlDefaultText = `FLORIN_URL, else ${urlDefault}`;

function urlOption(note = ''): Option {
  return new Option('--url <address>', `where the hub is${note}`);
}

function newProgram(version: string): Command {
  return new Command('florin')
    .description(
      'Moves money on a florin hub and shows balances live.\nAlone: a prompt; with a file on stdin: a script.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(wrapped(text)) })
    .configureHelp({ showGlobalOptions: true })
    .allowExcessArguments()
    .helpCommand('help [command]', 'show this, or how to use a command')
    .addOption(
      // Not commander's own `env`, which takes an empty variable for an address.
      urlOption().default(process.env.FLORIN_URL || urlDefault, urlDefaultText),
    )
    .option('--json', 'print NDJSON, as when stdout is no terminal')
    .addOption(
      new Option(
        '--timeout <seconds>',
        `time for each request; connecting is given up after ${connectWithinMs / 1_000} s`,
      )
        .default(10_000, '10')
        .argParser(parseTimeout),
    )
    .option('--token-file <file>', 'file with the token to show (or its text in FLORIN_TOKEN)')
    .option('--ca <file>', 'certificates in PEM to trust, for wss:// (as NODE_EXTRA_CA_CERTS)')
    .option('--keep-going', 'in a script: go on after a line that fails')
    .addHelpText('after', usageNotes);
}

/** Those of a command's examples that a shell takes too. */
function exampleLines(name: string, examples: readonly string[]): string {
  const lines = examples.filter((line) => line.startsWith(`${name} `) || line === name);
  return ['', 'Examples:', ...lines.map((line) => `  florin ${line.replaceAll('#', '')}`)].join('\n');
}

function namesOf(program: Command): string[] {
  return program.commands.map((command) => command.name());
}

/** Lines that a terminal of 80 columns shows without breaking words. */
function wrapped(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => wrap(line, 80, 2))
    .join('\n');
}

function keyOption(): Option {
  return new Option('--key <key>', 'idempotency key: the same command with the same key acts once').argParser(
    (key) => {
      if (!KeySchema.safeParse(key).success)
        throw new InvalidArgumentError('A key is 1..64 of A-Z a-z 0-9 _ . : -');
      return key;
    },
  );
}

function memoOption(): Option {
  return new Option('--memo <text>', 'a note that the transaction carries');
}

const timeoutMaxMs = 3_600_000;

function parseTimeout(text: string): number {
  const ms = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1_000) : 0;
  if (ms < 1 || ms > timeoutMaxMs)
    throw new InvalidArgumentError('Give seconds, such as 5 or 0.5, up to 3600.');
  return ms;
}

/** The words of an input line. Arguments beyond the required ones may have been quoted: the shell took the quotes. */
function wordsOf(name: string, spec: string, args: readonly string[]): Word[] {
  const required = spec.split('<').length - 1;
  return [
    { text: name, quoted: false },
    ...args.map((text, index): Word => ({ text, quoted: index >= required ? 'perhaps' : false })),
  ];
}

function actionTask(command: Command, parse: (memo: string | undefined) => Parsed): Task {
  const { key, memo } = command.opts<{ key?: string; memo?: string }>();
  const parsed = parse(memo);
  if (!parsed.ok) return { kind: 'problem', problem: parsed.problem };
  const { action } = parsed;
  return isHubAction(action)
    ? { kind: 'action', action, key }
    : { kind: 'problem', problem: promptOnly(action) };
}
