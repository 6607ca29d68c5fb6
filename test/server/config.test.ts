import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../server/access/hub-limits.ts';
import { parseConfig } from '../../server/config.ts';
import { readSections, rows } from '../../server/http/documents/protocol-page.ts';

type Env = Readonly<Record<string, string>>;

function problems(argv: readonly string[], env: Env = {}): readonly string[] {
  const parsed = parseConfig(argv, env, '1.2.3');
  return parsed.kind === 'wrong' ? parsed.problems : [];
}

describe('the settings', () => {
  test('have their defaults', () => {
    expect(parseConfig([], {}, '1.2.3')).toEqual({
      kind: 'run',
      config: {
        ...{ port: 7400, host: '127.0.0.1', data: './data', demo: true, logLevel: 'warn' },
        ...{ tlsCert: '', tlsKey: '', insecure: false, origin: [] },
        ...{ jwtKeys: '', jwtIssuer: '', jwtAudience: '' },
        ...{ principalConnections: null, addressConnections: null, commandsPerSecond: null },
        ...{ connections: null, undurableCommands: null, inflight: null, watches: null },
        ...{ frameBytes: null, halfFrameMs: null, requestMs: null },
      },
    });
  });

  test.each<[readonly string[], Env, object]>([
    [['--port', '0'], { FLORIN_PORT: '5' }, { port: 0 }],
    [['--port=65535'], {}, { port: 65_535 }],
    [[], { FLORIN_PORT: '5' }, { port: 5 }],
    [['--host', '::1'], { FLORIN_HOST: 'x' }, { host: '::1' }],
    [[], { FLORIN_HOST: '127.1.2.3' }, { host: '127.1.2.3' }],
    [['--data', 'there'], { FLORIN_DATA: '' }, { data: 'there' }],
    [['--no-demo'], { FLORIN_DEMO: 'true' }, { demo: false }],
    [[], { FLORIN_DEMO: '0' }, { demo: false }],
    [[], { FLORIN_DEMO: '1' }, { demo: true }],
    [[], { FLORIN_PORT: '', FLORIN_DATA: '', FLORIN_DEMO: '' }, { port: 7400, data: './data', demo: true }],
    [['--log-level', 'silent'], { FLORIN_LOG_LEVEL: 'x' }, { logLevel: 'silent' }],
    [['--host', '0.0.0.0', '--insecure'], {}, { host: '0.0.0.0', insecure: true }],
    [['--origin', 'https://a.example,http://b:8080'], {}, { origin: ['https://a.example', 'http://b:8080'] }],
    [[], { FLORIN_COMMANDS_PER_SECOND: '0' }, { commandsPerSecond: 0 }],
    [
      ['--frame-bytes', '1048576'],
      { FLORIN_HALF_FRAME_MS: '1000' },
      { frameBytes: 1_048_576, halfFrameMs: 1_000 },
    ],
  ])('are taken from the flags %j, then from %j', (argv, env, config) => {
    expect(parseConfig(argv, env, '1.2.3')).toMatchObject({ kind: 'run', config });
  });

  test.each([
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', '80.5'],
    ['--port', '0x50'],
    ['--port', 'http'],
    ['--port', ''],
    ['--host', '127.0.0.999'],
    ['--host', '127.1'],
    ['--host', 'example.com'],
    ['--origin', 'https://a.example/'],
    ['--origin', 'a.example'],
    ['--commands-per-second', '-1'],
    ['--principal-connections', '0'],
    ['--address-connections', '20001'],
    ['--connections', '0'],
    ['--undurable-commands', '200001'],
    ['--inflight', '0'],
    ['--watches', '1.5'],
    ['--frame-bytes', '16383'],
    ['--half-frame-ms', '999'],
    ['--request-ms', '10s'],
    ['--data', ''],
    ['--log-level', 'INFO'],
  ])('refuse %s %j, and say what they want', (flag, value) => {
    const problem = expect.stringMatching(new RegExp(`^${flag}: ${JSON.stringify(value)} is not .`));
    expect(problems([`${flag}=${value}`])).toEqual([problem]);
  });

  test('refuse a wrong variable by its own name', () => {
    expect(problems([], { FLORIN_PORT: 'x', FLORIN_DEMO: 'yes' })).toEqual([
      expect.stringMatching(/^FLORIN_PORT: "x" /),
      expect.stringMatching(/^FLORIN_DEMO: "yes" /),
    ]);
  });

  test.each([[['--prot', '1']], [['--port']], [['somewhere']], [['--token', 'x']]])('refuse %j', (argv) => {
    expect(problems(argv)).toHaveLength(1);
  });

  test('are not asked for help or the version in vain', () => {
    expect(parseConfig(['--port', 'x', '--help'], {}, '1.2.3')).toMatchObject({ kind: 'told' });
    expect(parseConfig(['--version'], {}, '1.2.3')).toEqual({ kind: 'told', text: '1.2.3\n' });
  });
});

test('docs/OPERATIONS.md has each limit with its default and its bounds', () => {
  const page = readFileSync(new URL('../../../docs/OPERATIONS.md', import.meta.url), 'utf8');
  const table = readSections(page).find(({ path }) => path.at(-1) === 'Limits');
  const numbers = (text: string): number[] =>
    [...text.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(',', '')));
  const documented = (table === undefined ? [] : rows(table)).map(
    ([flag = '', otherwise = '', ...bounds]) => {
      const [, name = ''] = /--([a-z-]+)/.exec(flag) ?? [];
      const [least = 0, most = 0] = bounds.flatMap(numbers);
      for (const value of [least, most]) expect(problems([`--${name}=${value}`])).toEqual([]);
      for (const value of [least - 1, most + 1]) expect(problems([`--${name}=${value}`])).toHaveLength(1);
      const [beyond = 0, here = beyond] = numbers(otherwise);
      return [name.replace(/-[a-z]/g, ([, letter = '']) => letter.toUpperCase()), beyond, here];
    },
  );
  const own = defaultLimits('127.0.0.1');
  const others = Object.entries(defaultLimits('0.0.0.0'));
  const told = others.map(([name, value]) => [name, value, new Map(Object.entries(own)).get(name)]);
  expect(documented.sort()).toEqual(told.sort());
});
