import { afterEach, describe, expect, test } from 'vitest';
import type { Driver, DriverEvents } from '../../client/load/drive/driver.ts';
import type { CommandJob, Job } from '../../client/load/drive/job.ts';
import { PlainDriver } from '../../client/load/drive/plain-driver.ts';
import { SdkDriver } from '../../client/load/drive/sdk-driver.ts';
import { busyTo, okTo, ScriptedHub } from '../sdk/scripted-hub.ts';
import { newKey } from '../support/teller.ts';

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

  test('asks questions', async () => {
    const { hub, told, driver } = await connected();
    const connection = await hub.welcome();
    driver.submit({ kind: 'read', question: { t: 'get', accounts: ['load-3', 'load-4'] }, startedMs: 0 });
    const request = await connection.request();
    expect(request).toMatchObject({ t: 'get', accounts: ['load-3', 'load-4'] });
    connection.send({ t: 'accounts', id: request.id, seq: 5, accounts: [] });
    expect(await told.count(2)).toEqual(['up', 'read']);
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

  test('does not come back where the hub says so', async () => {
    const { hub, told } = await connected();
    const connection = await hub.welcome();
    connection.socket.close(4502, 'the principal may not connect');
    expect(await told.count(2)).toEqual(['up', 'ended: the principal may not connect']);
  });
});
