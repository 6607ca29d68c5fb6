import { isIP } from 'node:net';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { limitSettings } from './limit-settings.ts';
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

const yesOrNo = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const list = z.string().transform((text) => text.split(',').filter((part) => part !== ''));

/** As browsers write one: scheme, host and port, nothing behind. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

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
    help: 'address to listen on; beyond this machine only with tokens and TLS',
    default: '127.0.0.1',
    schema: z.string().refine((host) => isLoopback(host) || isIP(host) !== 0),
    wants: 'an address of this machine, such as 127.0.0.1, ::1 or localhost',
  },
  data: dataSetting,
  demo: {
    flag: '--no-demo',
    env: 'FLORIN_DEMO',
    help: 'begin an empty journal without the demo bank (accounts A, B and C)',
    default: 'true',
    schema: yesOrNo,
    wants: 'true or false',
  },
  tlsCert: {
    flag: '--tls-cert <file>',
    env: 'FLORIN_TLS_CERT',
    help: 'certificate in PEM: serves wss:// and https://, TLS 1.2 at least; read again on SIGHUP',
    default: '',
    schema: z.string(),
    wants: 'a file',
  },
  tlsKey: {
    flag: '--tls-key <file>',
    env: 'FLORIN_TLS_KEY',
    help: 'its key in PEM',
    default: '',
    schema: z.string(),
    wants: 'a file',
  },
  insecure: {
    flag: '--insecure',
    env: 'FLORIN_INSECURE',
    help: 'listen beyond this machine without tokens or TLS: whoever reaches the port can move money',
    default: 'false',
    schema: yesOrNo,
    wants: 'true or false',
  },
  origin: {
    flag: '--origin <origins>',
    env: 'FLORIN_ORIGIN',
    help: 'origins whose pages may connect, such as https://bank.example, with commas; none for the own page alone',
    default: '',
    schema: list.refine((origins) => origins.every(isOrigin)),
    wants: 'origins such as https://bank.example, with commas between them',
  },
  jwtKeys: {
    flag: '--jwt-keys <file>',
    env: 'FLORIN_JWT_KEYS',
    help: 'JWK set of public keys: takes tokens that were signed with them, beside those of florin token',
    default: '',
    schema: z.string(),
    wants: 'a file',
  },
  jwtIssuer: {
    flag: '--jwt-issuer <text>',
    env: 'FLORIN_JWT_ISSUER',
    help: 'the `iss` that they must have',
    default: '',
    schema: z.string(),
    wants: 'a text',
  },
  jwtAudience: {
    flag: '--jwt-audience <text>',
    env: 'FLORIN_JWT_AUDIENCE',
    help: 'the `aud` that they must have',
    default: '',
    schema: z.string(),
    wants: 'a text',
  },
  ...limitSettings,
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
    const unset = fallback === '' ? '' : `, default: ${fallback}`;
    command.addOption(new Option(flag, `${help} (env: ${variable}${unset})`));
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
  problems.push(...incomplete(values));
  return problems.length > 0
    ? { kind: 'wrong', problems }
    : { kind: 'run', config: ConfigSchema.parse(values) };
}

/** Settings that mean nothing without another. */
function incomplete(values: Readonly<Record<string, unknown>>): string[] {
  const { tlsCert, tlsKey, jwtKeys, jwtIssuer, jwtAudience } = values;
  const problems: string[] = [];
  if ((tlsCert === '') !== (tlsKey === '')) problems.push('--tls-cert and --tls-key go together: name both');
  const jwt = [jwtKeys, jwtIssuer, jwtAudience].filter((value) => value === '').length;
  if (jwt === 1 || jwt === 2)
    problems.push('--jwt-keys, --jwt-issuer and --jwt-audience go together: give all three');
  return problems;
}

const ConfigSchema: z.ZodType<Config> = z.object({
  port: z.number(),
  tlsCert: z.string(),
  tlsKey: z.string(),
  insecure: z.boolean(),
  origin: z.array(z.string()),
  jwtKeys: z.string(),
  jwtIssuer: z.string(),
  jwtAudience: z.string(),
  principalConnections: z.number().nullable(),
  addressConnections: z.number().nullable(),
  commandsPerSecond: z.number().nullable(),
  connections: z.number().nullable(),
  undurableCommands: z.number().nullable(),
  inflight: z.number().nullable(),
  watches: z.number().nullable(),
  frameBytes: z.number().nullable(),
  halfFrameMs: z.number().nullable(),
  requestMs: z.number().nullable(),
  host: z.string(),
  data: z.string(),
  demo: z.boolean(),
  logLevel: settings.logLevel.schema,
});

export function isCommanderExit(error: unknown): error is Error & { exitCode: number } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number';
}
