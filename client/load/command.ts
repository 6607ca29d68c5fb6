import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { idCharsMax } from '../../shared/limits.ts';
import { closestName } from '../input/closest-name.ts';
import { quote } from '../input/problem.ts';
import { wrap } from '../terminal/format/wrap.ts';
import { type Goal, parseGoals } from './fail-on.ts';
import { measureNamesText } from './measures.ts';
import { type HubAddress, type LoadOptions, LoadOptionsSchema } from './options.ts';
import type { ReportFiles } from './report-files.ts';
import { accountName } from './workload.ts';

/** What `florin load` was asked to do, but for where the hub is. */
export interface LoadRequest {
  readonly options: Omit<LoadOptions, keyof HubAddress>;
  readonly goals: readonly Goal[];
  readonly files: ReportFiles;
  /** Of florin. */
  readonly version: string;
}

const fields = LoadOptionsSchema.shape;

/** Commands a second of `watch`, where `--rate` says nothing. */
const watchRateDefault = 200;
const watchersDefault = { transfer: 1, deposit: 1, mixed: 1, watch: 100 } as const;

/** Adds `load` to the program. `ask` hears what it was asked to do, and of an address that was given after it. */
export function addLoadCommand(
  program: Command,
  { version, urlOption }: { readonly version: string; readonly urlOption: Option },
  ask: (request: LoadRequest, url: string | undefined) => void,
): void {
  const command = program
    .command('load')
    .description('put load on the hub, measure, and check that the ledger is right')
    .configureHelp({ showGlobalOptions: false })
    .allowExcessArguments(false)
    .addArgument(
      new Argument('[workload]', 'what to send; mixed has all kinds and reads, watch many watchers')
        .choices(fields.workload.options)
        // Commander's own words for another are hard to read.
        .argParser((workload) => workload)
        .default('transfer'),
    )
    .addOption(urlOption);
  for (const option of options()) command.addOption(option);
  command.addOption(
    new Option('--workload <name>').hideHelp().argParser(() => {
      throw new InvalidArgumentError('A workload comes without a flag: florin load mixed');
    }),
  );
  command.addHelpText('after', notes);
  command.action((workload: string, given: Given) => {
    const request = requestOf(workload, given);
    if (typeof request === 'string') command.error(`error: ${request}`);
    else ask({ ...request, version }, given.url);
  });
}

/** The flags as commander gives them. */
interface Given extends ReportFiles {
  readonly url?: string;
  readonly accounts: number;
  readonly skew: number;
  readonly clients: number;
  readonly inflight: number;
  readonly driver: LoadOptions['driver'];
  readonly rate?: number;
  readonly watchers?: number;
  readonly watchMode: LoadOptions['watchMode'];
  readonly watchAccounts: number;
  readonly duration: number;
  readonly warmup: number;
  readonly seed?: number;
  readonly threads: number;
  readonly ledger: string;
  readonly failOn?: string;
}

function options(): Option[] {
  const number = (flags: string, about: string, field: z.ZodType<number | undefined>): Option =>
    new Option(flags, about).argParser((text) => parsed(field, Number(text || Number.NaN)));
  const seconds = (flags: string, about: string, field: z.ZodType<number>): Option =>
    new Option(flags, about).argParser((text) => parsed(field, parseSeconds(text)));
  const threadsDefault = Math.max(1, Math.floor(availableParallelism() / 2));
  return [
    number('--accounts <count>', 'accounts that commands are about', fields.accounts).default(100_000),
    number('--skew <exponent>', 'how uneven: Zipf exponent, 0 to 2; 0 makes all alike', fields.skew).default(
      0,
    ),
    number('--clients <count>', 'connections that send commands', fields.clients).default(64),
    number('--inflight <count>', 'unanswered commands of each client', fields.inflight).default(40),
    new Option('--driver <driver>', 'sdk, or plain: a bare WebSocket, one command a frame')
      .choices(fields.driver.options)
      .default('sdk'),
    number(
      '--rate <per-second>',
      `open loop: commands a second in all, at random moments (watch: ${watchRateDefault})`,
      fields.rate,
    ),
    number('--watchers <count>', 'connections that watch (default: 1; watch: 100)', fields.watchers),
    new Option('--watch-mode <mode>', 'all transactions, or latest balances')
      .choices(fields.watchMode.options)
      .default('all'),
    number(
      '--watch-accounts <count>',
      'accounts of each watcher; 0 for the whole ledger',
      fields.watchAccounts,
    ).default(0),
    seconds('--duration <time>', 'measured part: seconds, or such as 90s, 5m, 1h', fields.duration).default(
      10,
    ),
    seconds('--warmup <time>', 'before it, not measured', fields.warmup).default(2),
    number('--seed <number>', 'the same seed sends the same commands (default: a random one)', fields.seed),
    number('--threads <count>', 'threads of the tester', fields.threads).default(
      threadsDefault,
      `${threadsDefault}, half the cores`,
    ),
    new Option('--ledger <id>', 'ledger of the run, made where missing').default('load'),
    new Option('--json <file>', 'write the result as JSON'),
    new Option('--csv <file>', 'write it as CSV'),
    new Option('--html <file>', 'write it as a page with charts'),
    new Option('--fail-on <goals>', 'end with 1 unless these hold, such as "p99<50ms,rate>20000"'),
  ];
}

const helpWidth = 78;
const measureNames = wrap(measureNamesText, helpWidth).join('\n');

const notes = `
Examples:
  florin load                              64 clients, at full speed
  florin load transfer --rate 5000         latency at 5,000 commands a second
  florin load mixed --skew 1 --duration 5m --html report.html
  florin load watch --watchers 1000 --watch-mode latest
  florin load --fail-on 'p99<50ms,rate>20000' --json result.json

Without --rate (closed loop) each client sends a command for each answer: that
shows what the hub can do at most. With --rate (open loop) commands come
whatever the hub does, and latencies count from the moment they were due: that
shows what users would see.

The ledger of the run is kept: the next run uses its accounts again.

Measures of --fail-on:
${measureNames}

Exit codes: 0 fine, 1 a goal was missed or the ledger is not right, 2 wrong
  usage, 3 cannot connect, 130 interrupted (what was measured is reported)`;

/** The request, or what is wrong with it as a whole. */
function requestOf(name: string, given: Given): Omit<LoadRequest, 'version'> | string {
  const { json, csv, html, failOn, url: _, rate, watchers, seed, ledger, accounts, ...others } = given;
  const workload = fields.workload.options.find((each) => each === name);
  if (workload === undefined) return unknownWorkload(name);
  const goals = failOn === undefined ? [] : parseGoals(failOn);
  if ('problem' in goals) return `--fail-on ${goals.problem}`;
  const last = accountName(ledger, accounts - 1);
  const checked = LoadOptionsSchema.omit({ url: true, token: true, ca: true }).safeParse({
    ...others,
    workload,
    accounts,
    ledger,
    rate: rate ?? (workload === 'watch' ? watchRateDefault : undefined),
    watchers: watchers ?? watchersDefault[workload],
    seed: seed ?? randomInt(2 ** 32),
  });
  if (!checked.success)
    return checked.error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`).join('; ');
  if (last.length > idCharsMax)
    return `--ledger is too long: an account such as ${last} has ${idCharsMax} characters at most`;
  if (checked.data.watchAccounts > accounts) return '--watch-accounts is more than --accounts';
  return { options: checked.data, goals, files: { json, csv, html } };
}

function unknownWorkload(name: string): string {
  const meant = closestName(name, fields.workload.options);
  const suggestion = meant === undefined ? '' : `, did you mean ${meant}?`;
  return `there is no workload ${quote(name)}${suggestion} (${fields.workload.options.join(', ')})`;
}

const secondsOf: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600 };

function parseSeconds(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|)$/.exec(text) ?? [];
  return Number(number) * (secondsOf[unit] ?? Number.NaN);
}

function parsed<T>(field: z.ZodType<T>, value: unknown): T {
  const result = field.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidArgumentError(range(field));
}

/** What a number may be, by its schema. */
function range(field: z.ZodType): string {
  const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
  if (!(inner instanceof z.ZodNumber)) return 'It does not fit.';
  const { minValue, maxValue, isInt } = inner;
  const from = minValue === 0 && !inner.safeParse(0).success ? 'above 0' : `from ${minValue}`;
  return `Give a ${isInt ? 'whole ' : ''}number ${from} up to ${maxValue}.`;
}
