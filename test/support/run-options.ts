/** The options of runners (`npm run sim`, `npm run kill` and so on): each is asked for once, with what help says of it. */

/** A runner as its help tells of it. */
export interface Runner {
  /** Of the script in `package.json`. */
  readonly name: string;
  /** One line. */
  readonly purpose: string;
}

/** What a command line came to. */
export type ParsedRun<Values> =
  | { readonly kind: 'run'; readonly values: Values }
  /** Help was asked for: print and exit 0. */
  | { readonly kind: 'told'; readonly text: string }
  /** Print and exit 2. */
  | { readonly kind: 'wrong'; readonly problem: string };

/** A whole number, of which `usual` is taken where none is given. */
interface Whole<Usual> {
  readonly usual: Usual;
  readonly least?: number;
  readonly most?: number;
  readonly help: string;
}

const wholeMax = 1_000_000_000;
/** Random numbers come of so many bits. */
const seedMax = 2 ** 32 - 1;

/** A command line from which options are taken, until nothing may be left. */
class RunLine {
  readonly #left: string[];
  readonly #helps = new Map<string, string>();
  #problem: string | undefined;

  constructor(argv: readonly string[]) {
    this.#left = [...argv];
  }

  whole<Usual extends number | undefined>(
    name: string,
    { usual, least = 1, most = wholeMax, help }: Whole<Usual>,
  ): number | Usual {
    const text = this.#valueOf(name, 'N', usual === undefined ? help : `${help} (${usual} unless given)`);
    if (text === undefined) return usual;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.refuse(`--${name} takes a whole number from ${least} to ${most}, not '${text}'`);
    return usual;
  }

  seed(name: string, help: string): number {
    return this.whole(name, { usual: 1, least: 0, most: seedMax, help });
  }

  /** One of some names, or none. */
  oneOf(name: string, names: readonly string[], help: string): string | undefined {
    const text = this.#valueOf(name, 'NAME', [help, ...names.map((each) => `  '${each}'`)].join('\n'));
    if (text === undefined || names.includes(text)) return text;
    this.refuse(`--${name} takes '${names.join("', '")}', not '${text}'`);
    return undefined;
  }

  flag(name: string, help: string): boolean {
    this.#helps.set(`--${name}`, help);
    const at = this.#left.indexOf(`--${name}`);
    if (at !== -1) this.#left.splice(at, 1);
    return at !== -1;
  }

  /** The options make no sense together, for instance; of several problems the first is told. */
  refuse(problem: string): void {
    this.#problem ??= problem;
  }

  /** What is wrong, once everything is taken. */
  get problem(): string | undefined {
    const [first] = this.#left;
    if (this.#problem !== undefined || first === undefined) return this.#problem;
    const [name = ''] = first.split('=');
    const isKnown = [...this.#helps.keys()].some((each) => each.split(' ')[0] === name);
    if (isKnown) return `${name} is given twice, or with what it does not take`;
    return name.startsWith('-') ? `there is no option ${name}` : `'${first}' belongs to no option`;
  }

  get help(): string {
    const width = Math.max(...[...this.#helps.keys()].map(({ length }) => length)) + 4;
    const line = ([name, help]: readonly [string, string]): string =>
      `${`  ${name}`.padEnd(width)}${help.replaceAll('\n', `\n${' '.repeat(width)}`)}`;
    return [...this.#helps].map(line).join('\n');
  }

  #valueOf(name: string, takes: string, help: string): string | undefined {
    const option = `--${name}`;
    this.#helps.set(`${option} ${takes}`, help);
    const at = this.#left.findIndex((each) => each === option || each.startsWith(`${option}=`));
    if (at === -1) return undefined;
    const [, joined] = this.#left[at]?.split(/=(.*)/s) ?? [];
    const next = this.#left[at + 1];
    const value = joined ?? (next?.startsWith('--') ? undefined : next);
    this.#left.splice(at, joined === undefined && value !== undefined ? 2 : 1);
    if (value === undefined) this.refuse(`${option} needs a value`);
    return value;
  }
}

/** `argv` without node and the script. `declare` takes every option there is, and says what it makes of them. */
export function parseRun<Values>(
  { name, purpose }: Runner,
  argv: readonly string[],
  declare: (line: RunLine) => Values,
): ParsedRun<Values> {
  const line = new RunLine(argv);
  const values = declare(line);
  if (line.flag('help', 'says this'))
    return { kind: 'told', text: `${purpose}\n\nUsage: npm run ${name} -- [options]\n\n${line.help}` };
  const { problem } = line;
  if (problem !== undefined) return { kind: 'wrong', problem: `${problem}; see npm run ${name} -- --help` };
  return { kind: 'run', values };
}

/** The options of this process. Ends it where help was asked for (0) or something is wrong with them (2). */
export function runOptions<Values>(runner: Runner, declare: (line: RunLine) => Values): Values {
  const parsed = parseRun(runner, process.argv.slice(2), declare);
  if (parsed.kind === 'run') return parsed.values;
  if (parsed.kind === 'told') process.stdout.write(`${parsed.text}\n`);
  else process.stderr.write(`${parsed.problem}\n`);
  process.exit(parsed.kind === 'told' ? 0 : 2);
}
