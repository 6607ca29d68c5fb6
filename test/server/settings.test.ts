import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RawClient } from '../support/raw-client.ts';
import { ServerRun, type ServerRunOptions } from '../support/server-run.ts';

const scratch = await mkdtemp(join(tmpdir(), 'florin-settings-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Runs the command to its end. */
async function run(
  args: readonly string[],
  options: ServerRunOptions = {},
): Promise<{ code: number | null; output: string }> {
  await using server = new ServerRun(args, options);
  return { code: await server.ended(), output: server.output };
}

const settings = [
  ['--port', 'FLORIN_PORT'],
  ['--host', 'FLORIN_HOST'],
  ['--data', 'FLORIN_DATA'],
  ['--no-demo', 'FLORIN_DEMO'],
  ['--log-level', 'FLORIN_LOG_LEVEL'],
] as const;

describe('florin-server', () => {
  test('--help lists every flag and its variable, and ends with 0', async () => {
    for (const flag of ['--help', '-h']) {
      const { code, output } = await run([flag]);
      expect(code).toBe(0);
      for (const [name, variable] of settings) {
        expect(output).toContain(name);
        expect(output.replace(/\s+/g, ' ')).toContain(variable);
      }
      expect(output).toContain('7400');
    }
  });

  test('--version prints the version alone, and ends with 0', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('lists every wrong flag and variable at once, each with what it wants, and ends with 2', async () => {
    const { code, output } = await run(['--port', '65536', '--host', 'example.com', '--data', ''], {
      env: { FLORIN_DEMO: 'maybe', FLORIN_LOG_LEVEL: 'loud' },
    });
    expect(code).toBe(2);
    for (const line of [
      /^ {2}--port: "65536" .*65535$/m,
      /^ {2}--host: "example\.com" .*address/m,
      /^ {2}--data: "" /m,
      /^ {2}FLORIN_DEMO: "maybe" .*true or false$/m,
      /^ {2}FLORIN_LOG_LEVEL: "loud" .*silent$/m,
    ]) {
      expect(output).toMatch(line);
    }
  });

  test('takes its settings from the environment', async () => {
    const data = join(scratch, 'from', 'environment');
    const env = { FLORIN_PORT: '0', FLORIN_HOST: '127.0.0.2', FLORIN_DATA: data, FLORIN_DEMO: 'false' };
    await using server = new ServerRun([], { env });
    const url = await server.url();
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.2:\d+\/ws$/);
    await server.prints(new RegExp(`${data} .*seq 1`));
    await using client = await RawClient.connect(url);
    expect(await client.ask({ t: 'list', id: 1 })).toMatchObject({ accounts: [] });
  });

  test('takes a flag before its variable, even where that is wrong', async () => {
    const data = join(scratch, 'from-flags');
    await using server = new ServerRun(
      ['--port', '0', '--host', 'localhost', '--data', data, '--no-demo', '--log-level', 'silent'],
      {
        env: {
          FLORIN_PORT: 'x',
          FLORIN_HOST: 'example.com',
          FLORIN_DATA: '',
          FLORIN_DEMO: 'x',
          FLORIN_LOG_LEVEL: 'x',
        },
      },
    );
    await server.prints(new RegExp(`${data} .*seq 1`));
  });
});
