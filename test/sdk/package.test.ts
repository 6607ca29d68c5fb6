import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ServerProcess } from '../support/server-process.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');

/** An empty project of someone else, with the packed package and what it depends on. */
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'florin-project-'));
  const installed = join(project, 'node_modules/florin');
  await mkdir(installed, { recursive: true });
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: root });
  const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(stdout));
  if (packed === undefined) throw new Error('npm packed nothing');
  await run('tar', ['-xzf', join(project, packed.filename), '-C', installed, '--strip-components=1']);
  const manifest: unknown = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const { dependencies } = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(manifest);
  await Promise.all([...Object.keys(dependencies), '@types/node'].map(link));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(project, { recursive: true, force: true }));

async function link(name: string): Promise<void> {
  const place = join(project, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(root, 'node_modules', name), place);
}

const program = `
import { connect, Refused } from 'florin';
import { TransactionSchema, protocolVersion } from 'florin/protocol';

// With so much time for each call, a timer that is left behind keeps the program from ending.
await using hub = connect(process.argv[2], { timeoutMs: 600_000 });
const tx = await hub.transfer({ from: 'A', to: 'B', amount: '5' });
const { amount } = TransactionSchema.parse(tx);
const refused = await hub.transfer({ from: 'A', to: 'nobody', amount: '5' }).catch((error) => error);
let first;
for await (const change of hub.watch(['A'])) {
  first = change.kind;
  break;
}
console.log(JSON.stringify({
  module: import.meta.resolve('florin').split('/').at(-1),
  protocolVersion,
  amount,
  refusal: refused instanceof Refused ? refused.code : null,
  first,
}));
`;

test.each([
  ['Node', 'index.js', []],
  ["a browser's WebSocket", 'index-browser.js', ['--conditions=browser', '--experimental-websocket']],
])('a program uses the packed package with %s and ends by itself', async (_, module, flags) => {
  await using server = await ServerProcess.start();
  const file = join(project, 'program.mjs');
  // Node 20 has no syntax for "await using" yet.
  await writeFile(file, program.replace('await using', 'const').concat('await hub.close();\n'));
  const { stdout } = await run(process.execPath, [...flags, file, server.url], { cwd: project });
  expect(JSON.parse(stdout)).toEqual({
    module,
    protocolVersion: 1,
    amount: '5.00',
    refusal: 'unknown_account',
    first: 'snapshot',
  });
});

const typedProgram = `
import { type Change, connect, FlorinError, type HubState, OutcomeUnknown, type WatchState } from 'florin';
import { type AccountState, type ErrorCode, type Transaction, TransactionSchema } from 'florin/protocol';

await using hub = connect('ws://127.0.0.1:7400', { queueMax: 5, token: undefined });
const controller = new AbortController();
const tx: Transaction = await hub.transfer(
  { from: 'A', to: 'B', amount: '5', memo: undefined, expect: { A: 1 } },
  { signal: controller.signal, timeoutMs: 1_000 },
);
export const parsed: Transaction = TransactionSchema.parse(tx);
const balances: AccountState[] = (await hub.get(['A'])).accounts;
try {
  await hub.deposit({ account: 'A', amount: '5', key: 'k1' });
} catch (error) {
  if (error instanceof OutcomeUnknown) await hub.outcome(error.key);
  else if (error instanceof FlorinError && !error.retryable && error.code === 'insufficient_funds') throw error;
}

function describe(change: Change): string {
  switch (change.kind) {
    case 'snapshot':
      return change.accounts.map(({ balance }) => balance).join();
    case 'balance':
      return change.account.balance + (change.delta ?? '');
  }
}
const watch = hub.watch({ ledger: 'demo' }, { mode: 'all', signal: controller.signal });
for await (const change of watch) describe(change);
const off: () => void = hub.on('balance', (account: AccountState) => balances.push(account));
off();
hub.on('state', (state: HubState) => {
  if (state.kind === 'reconnecting') state.nextAttemptAtMs.toFixed();
});
export const watchState: WatchState = watch.state;
export const code: ErrorCode = 'busy';

// @ts-expect-error money is text
hub.deposit({ account: 'A', amount: 5 });
// @ts-expect-error a transfer has two ends
hub.transfer({ from: 'A', amount: '5' });
// @ts-expect-error the hub has no such event
hub.on('weather', () => {});
`;

/** A program that only calls, and knows nothing of disposing. */
const plainProgram = `
import { connect } from 'florin';

export const hub = connect('ws://127.0.0.1:7400');
void hub.close();
`;

const strict = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
};
test.each([
  [
    'Node',
    typedProgram,
    { module: 'nodenext', target: 'es2022', lib: ['es2022', 'esnext.disposable'], types: ['node'] },
  ],
  [
    'a bundler for browsers',
    typedProgram,
    {
      module: 'esnext',
      moduleResolution: 'bundler',
      customConditions: ['browser'],
      target: 'es2022',
      lib: ['es2022', 'dom', 'esnext.disposable'],
      types: [],
    },
  ],
  [
    'a project that has never heard of disposing',
    plainProgram,
    { module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2022', 'dom'], types: [] },
  ],
])('the shipped types hold for %s', async (_, text, options) => {
  const folder = await mkdtemp(join(project, 'typed-'));
  await writeFile(join(folder, 'program.ts'), text);
  const config = { compilerOptions: { ...strict, ...options }, files: ['program.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  // A type error is on tsc's stdout, which the rejection carries.
  await expect(run(tsc, ['-p', folder], { cwd: folder })).resolves.toMatchObject({ stdout: '' });
});
