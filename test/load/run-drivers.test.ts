import { afterEach, describe, expect, test } from 'vitest';
import type { Driver, DriverEvents } from '../../client/load/drive/driver.ts';
import type { CommandJob, Job, Question } from '../../client/load/drive/job.ts';
import { PlainDriver } from '../../client/load/drive/plain-driver.ts';
import { SdkDriver } from '../../client/load/drive/sdk-driver.ts';
import type { LoadCommand } from '../../client/load/workload.ts';
import { timeOrderedKey } from '../../shared/keys.ts';
import type { Request } from '../../shared/up.ts';
import { busyTo, okTo, ScriptedHub } from '../sdk/scripted-hub.ts';
import { newKey } from '../support/new-key.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** What a driver tells, in order. */
class Told implements DriverEvents {
  readonly all: string[] = [];
  readonly #waiting: (() => void)[] = [];

  up(): void {
    this.#tell('up');
  }
  committed({ n }: CommandJob, seq: number): void {
    this.#tell(`${n} committed ${seq}`);
  }
  refused(job: Job, code: string): void {
    this.#tell(`${job.kind === 'command' ? job.n : 'read'} refused ${code}`);
  }
  read(): void {
    this.#tell('read');
  }
  retried(commands: number): void {
    for (let count = 0; count < commands; count += 1) this.#tell('retried');
  }
  ended({ message }: Error): void {
    this.#tell(`ended: ${message}`);
  }

  /** Resolves when so many things were told. */
  async count(count: number): Promise<readonly string[]> {
    while (this.all.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.all;
  }

  #tell(text: string): void {
    this.all.push(text);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function job(n: number): CommandJob {
  const command = { kind: 'transfer', from: n, to: n + 1, amount: '1.00' } as const;
  return { kind: 'command', n, key: newKey(), command, of: 0, startedMs: 0, batch: undefined };
}

function asBatch(request: Request): Extract<Request, { t: 'batch' }> {
  if (request.t !== 'batch') throw new Error(`${request.t} was sent instead of a batch`);
  return request;
}

/** The SDK's driver has a connection of its own for batches. */
describe.each([
  { name: 'sdk', Driver: SdkDriver },
  { name: 'plain', Driver: PlainDriver },
])('driver $name', ({ Driver }) => {
  async function connected(): Promise<{ hub: ScriptedHub; told: Told; driver: Driver }> {
    const hub = await ScriptedHub.listen();
    cleanUps.push(() => hub[Symbol.asyncDispose]());
    const told = new Told();
    const options = { url: hub.url, token: undefined, ledger: 'load', inflight: 10, transactions: false };
    const driver = new Driver(options, told);
    cleanUps.push(() => driver.close());
    return { hub, told, driver };
  }

  test('sends commands as they are, and tells their outcomes', async () => {
    const { hub, told, driver } = await connected();
    const connection = await hub.welcome();
    await told.count(1);
    const [one, two] = [
      job(1),
      { ...job(2), command: { kind: 'deposit', account: 9, amount: '0.05' } as const },
    ];
    driver.submit(one);
    driver.submit(two);
    const [first, second] = await connection.requests(2);
    if (first === undefined || second === undefined) throw new Error('nothing was sent');
    expect(first).toMatchObject({
      t: 'transfer',
      key: one.key,
      from: 'load-1',
      to: 'load-2',
      amount: '1.00',
    });
    expect(second).toMatchObject({ t: 'deposit', key: two.key, account: 'load-9', amount: '0.05' });
    const refusal = {
      t: 'error',
      id: second.id,
      code: 'account_closed',
      message: '',
      retryable: false,
    } as const;
    connection.send(okTo(first, 77), refusal);
    expect(await told.count(3)).toEqual(['up', '1 committed 77', '2 refused account_closed']);
  });

  test('asks questions of each kind', async () => {
    const { hub, told, driver } = await connected();
    const connection = await hub.welcome();
    const questions: readonly Question[] = [
      { t: 'get', accounts: ['load-3', 'load-4'] },
      { t: 'history', account: 'load-3', limit: 20 },
      { t: 'balance', account: 'load-3', at: 17 },
      { t: 'statement', account: 'load-3', from: '2026-01-01T00:00:00.000Z', limit: 20 },
    ];
    for (const question of questions) driver.submit({ kind: 'read', question, startedMs: 0 });
    const requests = await connection.requests(4);
    expect(requests).toMatchObject(questions);
    const [get, history] = requests;
    if (get === undefined || history === undefined) throw new Error('nothing was asked');
    connection.send({ t: 'accounts', id: get.id, seq: 5, accounts: [] });
    connection.send({ t: 'history', id: history.id, seq: 5, txs: [], next: null });
    expect(await told.count(3)).toEqual(['up', 'read', 'read']);
  });

  test('writes each kind of command as the protocol has it', async () => {
    const { hub, driver } = await connected();
    const connection = await hub.welcome();
    const commands: readonly (readonly [LoadCommand, object])[] = [
      [
        { kind: 'hold', from: 1, to: 2, amount: '3.00', lifeMs: undefined },
        { from: 'load-1', to: 'load-2' },
      ],
      [{ kind: 'hold', from: 1, to: 2, amount: '3.00', lifeMs: 500 }, { amount: '3.00' }],
      [
        { kind: 'capture', of: 0, amount: '1.00' },
        { hold: 40, amount: '1.00' },
      ],
      [{ kind: 'capture', of: 0, amount: undefined }, { hold: 40 }],
      [{ kind: 'release', of: 0 }, { hold: 40 }],
      [{ kind: 'reverse', of: 0, amount: undefined }, { tx: 40 }],
      [
        { kind: 'freeze', account: 7, side: 'debit' },
        { account: 'load-7', side: 'debit' },
      ],
      [{ kind: 'unfreeze', account: 7 }, { account: 'load-7' }],
    ];
    const key = timeOrderedKey(Date.parse('2026-01-31T12:00:00Z'), 'x2VbK4cTiQ7n');
    for (const [command] of commands) driver.submit({ ...job(1), key, of: 40, command });
    const requests = await connection.requests(commands.length);
    expect(requests).toMatchObject(commands.map(([{ kind }, fields]) => ({ t: kind, key, ...fields })));
    expect(requests.map((request) => 'expires' in request && request.expires)).toEqual(
      commands.map((_, at) => at === 1 && '2026-01-31T12:00:00.500Z'),
    );
  });

  test('sends what was refused for now again, under the same key', async () => {
    const { hub, told, driver } = await connected();
    const connection = await hub.welcome();
    const only = job(1);
    driver.submit(only);
    connection.send(busyTo(await connection.request()));
    const again = await connection.request();
    expect(again).toMatchObject({ key: only.key, from: 'load-1' });
    connection.send(okTo(again, 6));
    expect(await told.count(3)).toEqual(['up', 'retried', '1 committed 6']);
  });

  test('comes back after a loss, and sends what has no answer again under the same keys, in order', async () => {
    const { hub, told, driver } = await connected();
    const first = await hub.welcome();
    const jobs = [job(1), job(2), job(3)];
    for (const each of jobs) driver.submit(each);
    const [answered] = await first.requests(3);
    if (answered === undefined) throw new Error('nothing was sent');
    first.send(okTo(answered, 6));
    await told.count(2);
    first.cut();
    const second = await hub.welcome();
    const again = await second.requests(2);
    expect(again).toMatchObject([{ key: jobs[1]?.key }, { key: jobs[2]?.key }]);
    second.send(...again.map((request, at) => okTo(request, 7 + at)));
    const all = await told.count(7);
    expect(all.toSorted()).toEqual(
      ['1 committed 6', '2 committed 7', '3 committed 8', 'retried', 'retried', 'up', 'up'].toSorted(),
    );
  });

  test('sends the commands of a batch in one request, and tells of each once the batch is answered', async () => {
    const { hub, told, driver } = await connected();
    const client = await hub.welcome();
    await told.count(1);
    const jobs = [job(1), job(2), job(3)];
    driver.submit({ kind: 'batch', isAtomic: true, jobs });
    const connection = driver instanceof SdkDriver ? await hub.welcome() : client;
    const batch = asBatch(await connection.request());
    expect(batch).toMatchObject({ atomic: true, commands: jobs.map(({ key }) => ({ t: 'transfer', key })) });
    const [one, two, three] = batch.commands;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three were sent');
    const refusal = { t: 'error', message: '', retryable: false } as const;
    connection.send(
      okTo(one, 7),
      { ...refusal, id: two.id, code: 'insufficient_funds' },
      { ...refusal, id: three.id, code: 'batch_failed' },
      { t: 'batch', id: batch.id, ok: 1, refused: 2 },
    );
    expect((await told.count(4)).slice(1)).toEqual([
      '1 committed 7',
      '2 refused insufficient_funds',
      '3 refused batch_failed',
    ]);
  });

  test('sends a batch of which a command was refused for now again as a whole', async () => {
    const { hub, told, driver } = await connected();
    const client = await hub.welcome();
    await told.count(1);
    driver.submit({ kind: 'batch', isAtomic: true, jobs: [job(1), job(2)] });
    const connection = driver instanceof SdkDriver ? await hub.welcome() : client;
    const batch = asBatch(await connection.request());
    const [one, two] = batch.commands;
    if (one === undefined || two === undefined) throw new Error('two were sent');
    const counts = { t: 'batch', id: batch.id } as const;
    connection.send(
      busyTo(one),
      { t: 'error', id: two.id, code: 'batch_failed', message: '', retryable: false },
      { ...counts, ok: 0, refused: 2 },
    );
    expect(await connection.request()).toEqual(batch);
    connection.send(okTo(one, 7), okTo(two, 8), { ...counts, ok: 2, refused: 0 });
    expect((await told.count(5)).slice(1)).toEqual(['retried', 'retried', '1 committed 7', '2 committed 8']);
  });

  test('a batch whose connection is lost before its own reply is sent again, and told of once', async () => {
    const { hub, told, driver } = await connected();
    const client = await hub.welcome();
    await told.count(1);
    driver.submit({ kind: 'batch', isAtomic: false, jobs: [job(1), job(2)] });
    const first = driver instanceof SdkDriver ? await hub.welcome() : client;
    const [one] = asBatch(await first.request()).commands;
    if (one === undefined) throw new Error('two were sent');
    first.send(okTo(one, 7));
    first.cut();
    const second = await hub.welcome();
    const again = asBatch(await second.request());
    const [sameOne, two] = again.commands;
    if (sameOne === undefined || two === undefined) throw new Error('two were sent');
    second.send(okTo(sameOne, 7), okTo(two, 8), { t: 'batch', id: again.id, ok: 2, refused: 0 });
    const commits = async (): Promise<string[]> => {
      const all = await told.count(told.all.length + 1);
      return all.filter((each) => each.includes('committed'));
    };
    let committed = await commits();
    while (committed.length < 2) committed = await commits();
    expect(committed).toEqual(['1 committed 7', '2 committed 8']);
  });

  test('does not come back where the hub says so', async () => {
    const { hub, told } = await connected();
    const connection = await hub.welcome();
    connection.socket.close(4502, 'the principal may not connect');
    expect(await told.count(2)).toEqual(['up', 'ended: the principal may not connect']);
  });
});
