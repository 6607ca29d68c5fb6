import { Command, Option } from 'commander';
import { z } from 'zod';
import { isLoopback } from './loopback.ts';

/** The data folder, which the operators' tools take too. */
export const dataSetting = {
  flag: '--data <folder>',
  env: 'FLORIN_DATA',
  help: 'folder that holds the journal and the views; created where missing',
  default: './data',
  schema: z.string().min(1),
  wants: 'a folder',
} as const;

/** Every setting of the server once: its flag, its environment variable, its values and its default. */
const settings = {
  port: {
    flag: '--port <number>',
    env: 'FLORIN_PORT',
    help: 'port to listen on; 0 takes any free one',
    default: '7400',
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    wants: 'a port, 0 to 65535',
  },
  host: {
    flag: '--host <address>',
    env: 'FLORIN_HOST',
    help: 'loopback address to listen on',
    default: '127.0.0.1',
    schema: z.string().refine(isLoopback),
    wants: 'a loopback address (127.0.0.1, ::1 or localhost): everyone who can connect can move money',
  },
  data: dataSetting,
  demo: {
    flag: '--no-demo',
    env: 'FLORIN_DEMO',
    help: 'begin an empty journal without the demo bank (accounts A, B and C)',
    default: 'true',
    schema: z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
    wants: 'true or false',
  },
  logLevel: {
    flag: '--log-level <level>',
    env: 'FLORIN_LOG_LEVEL',
    help: 'least severe lines to log, as JSON on stderr: trace, debug, info, warn, error, silent',
    default: 'warn',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    wants: 'one of trace, debug, info, warn, error, silent',
  },
} as const;

type Settings = typeof settings;
export type Config = { readonly [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

/** What the command line and the environment came to. */
export type ParsedConfig =
  | { readonly kind: 'run'; readonly config: Config }
  /** Help or version was asked for: print and exit 0. */
  | { readonly kind: 'told'; readonly text: string }
  /** Every value that is wrong, one a line: print and exit 2. */
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** `argv` without the program and its script. A flag wins over its environment variable, that over the default. */
export function parseConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): ParsedConfig {
  let told = '';
  const command = new Command('florin-server')
    .description('A WebSocket real-time transaction hub: durable accounts with live balances.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: (text) => (told += text), writeErr: () => undefined });
  for (const { flag, env: variable, help, default: fallback } of Object.values(settings)) {
    command.addOption(new Option(flag, `${help} (env: ${variable}, default: ${fallback})`));
  }
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!isCommanderExit(error)) throw error;
    return error.exitCode === 0
      ? { kind: 'told', text: told }
      : { kind: 'wrong', problems: [error.message.replace(/^error: /, '')] };
  }
  return check(command.opts(), env, (name) => command.getOptionValueSource(name) === 'cli');
}

function check(
  flags: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  isGiven: (name: string) => boolean,
): ParsedConfig {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    // An empty variable counts as none, as it does for most programs.
    const text = isGiven(name) ? String(flags[name]) : env[setting.env] || setting.default;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else {
      const source = isGiven(name) ? setting.flag.split(' ')[0] : setting.env;
      problems.push(`${source}: ${JSON.stringify(text)} is not ${setting.wants}`);
    }
  }
  return problems.length > 0
    ? { kind: 'wrong', problems }
    : { kind: 'run', config: ConfigSchema.parse(values) };
}

const ConfigSchema: z.ZodType<Config> = z.object({
  port: z.number(),
  host: z.string(),
  data: z.string(),
  demo: z.boolean(),
  logLevel: settings.logLevel.schema,
});

export function isCommanderExit(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
}
