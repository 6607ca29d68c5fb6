import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, onTestFailed, test } from 'vitest';
import { balanceOf, books, command, stateOf } from '../support/errands.ts';
import { newKey } from '../support/new-key.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectTransactions, type Watching, watch } from '../support/watch-errands.ts';

/** A file system of its own, so small that it is soon full. Only root may mount one. */

const disk = mkdtempSync(join(tmpdir(), 'florin-disk-'));
const canMount = mount('size=3m');
if (!canMount)
  console.warn('SKIPPED: what a full disk does is not tested, as no small disk can be mounted here');

function mount(options: string, ...args: string[]): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, ...args, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function unmount(): void {
  execFileSync('umount', [disk]);
}

if (canMount) unmount();
beforeEach(() => void mount('size=3m'));
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  unmount();
});
afterAll(() => rmSync(disk, { recursive: true, force: true }));

const deposit = { t: 'deposit', account: 'A', amount: '0.01', memo: 'm'.repeat(140) };

interface FullHub {
  readonly server: ServerProcess;
  readonly client: RawClient;
  readonly watcher: RawClient;
  readonly watching: Watching;
  /** Seqs of the deposits that were acknowledged. */
  readonly seqs: number[];
  /** The deposit that was refused. */
  readonly refused: ReturnType<typeof command>;
}

/** A hub that has taken deposits, each acknowledged, until the disk was full. */
async function untilFull(): Promise<FullHub> {
  const server = await ServerProcess.start({ data: join(disk, 'data') });
  cleanUps.push(() => server[Symbol.asyncDispose]());
  onTestFailed(() => console.error(server.output));
  const [client, watcher] = [await RawClient.connect(server.url), await RawClient.connect(server.url)];
  cleanUps.push(
    () => client[Symbol.asyncDispose](),
    () => watcher[Symbol.asyncDispose](),
  );
  const watching = await watch(watcher, { accounts: ['A'] });
  const seqs: number[] = [];
  for (;;) {
    const request = command(deposit);
    const reply = await client.ask(request);
    if (reply.t === 'ok') {
      seqs.push(reply.tx.seq);
      continue;
    }
    expect(reply).toMatchObject({ t: 'error', code: 'unavailable', retryable: true });
    return { server, client, watcher, watching, seqs, refused: request };
  }
}

test.skipIf(!canMount)(
  'on a full disk everything is answered, and nothing acknowledged is lost',
  async () => {
    const { server, client, watcher, watching, seqs, refused } = await untilFull();
    const unavailable = { t: 'error', code: 'unavailable', retryable: true };
    for (const request of [refused, command(deposit), { ...command(deposit), key: 'by-hand' }]) {
      expect(await client.ask(request)).toMatchObject(unavailable);
    }
    // A question may be answered or not, but never otherwise than true.
    const balance = (1000 + seqs.length / 100).toFixed(2);
    for (const [question, truth] of [
      [
        { t: 'get', accounts: ['A'] },
        { t: 'accounts', accounts: [{ balance }] },
      ],
      [
        { t: 'list', limit: 1 },
        { t: 'accounts', accounts: [{ balance }] },
      ],
      [
        { t: 'history', account: 'A', limit: 1 },
        { t: 'history', txs: [{ seq: seqs.at(-1) }] },
      ],
      [
        { t: 'trial', ledger: 'demo' },
        { t: 'trial', ledgers: [{ sum: '0.00' }] },
      ],
      [
        { t: 'outcome', key: 'hub.deposit.A' },
        { t: 'error', code: 'unknown_key' },
      ],
      [
        { t: 'watch', accounts: ['A'] },
        { t: 'watching', accounts: [{ balance }] },
      ],
    ] as const) {
      const reply = await client.ask({ id: question.t, ...question });
      expect(reply).toMatchObject(reply.t === 'error' && reply.code === 'unavailable' ? unavailable : truth);
    }
    expect(await client.ask({ t: 'ping', id: 'ping' })).toMatchObject({ t: 'pong', seq: seqs.at(-1) });
    const { host } = new URL(server.url);
    expect((await fetch(`http://${host}/livez`)).status).toBe(200);

    expect(mount('remount,size=30m')).toBe(true);
    // The refused command goes on under its key until it is taken: it was never decided (R53).
    let reply = await client.ask(refused);
    while (reply.t === 'error') {
      expect(reply).toMatchObject(unavailable);
      reply = await client.ask(refused);
    }
    expect(reply).not.toHaveProperty('replayed');
    seqs.push(reply.t === 'ok' ? reply.tx.seq : 0);
    expect(seqs).toEqual(seqs.map((_, at) => 9 + at));
    expect(await balanceOf(client, 'A')).toBe((1000 + seqs.length / 100).toFixed(2));
    await expectTransactions(watcher, watching, seqs);
    const [before, states] = [await books(client), await stateOf(client, 'A', '@world:demo')];
    await server.kill('SIGKILL');
    await server.restart();
    await using after = await RawClient.connect(server.url);
    expect(await books(after)).toEqual(before);
    expect(await stateOf(after, 'A', '@world:demo')).toEqual(states);
  },
);

test.skipIf(!canMount)('a hub on a full disk stops as any other, and its data is whole', async () => {
  const { server, client, seqs } = await untilFull();
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(await client.closed()).toMatchObject({ code: 1012 });
  expect(mount('remount,size=30m')).toBe(true);
  await server.restart();
  await using after = await RawClient.connect(server.url, { keepWelcome: true });
  expect(await after.next('welcome')).toMatchObject({ seq: seqs.at(-1) });
  expect(await balanceOf(after, 'A')).toBe((1000 + seqs.length / 100).toFixed(2));
  expect(await after.ask({ ...command(deposit), key: newKey() })).toMatchObject({ t: 'ok' });
});
