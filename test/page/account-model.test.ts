import { expect, test } from 'vitest';
import { AccountModel } from '../../client/browser/account/account-model.ts';
import { Pulse } from '../../client/browser/pulse.ts';
import { connect, type Hub } from '../../client/sdk/index.ts';
import type { Message } from '../../shared/down.ts';
import type { Transaction } from '../../shared/transaction.ts';
import type { Request } from '../../shared/up.ts';
import { busyTo, type ScriptedConnection, ScriptedHub } from '../sdk/scripted-hub.ts';
import { account, balancesEvent, opening, transfer, watching } from '../sdk/watch-messages.ts';

/** What the page shows of account A, told by a hub that the test plays. */
class Shown implements AsyncDisposable {
  readonly model: AccountModel;
  readonly hub: ScriptedConnection;
  /** Its first requests: the watch, and the first question for the history. */
  readonly watch: Request;
  readonly first: Request;
  readonly #scripted: ScriptedHub;
  readonly #sdk: Hub;

  private constructor(parts: {
    model: AccountModel;
    hub: ScriptedConnection;
    watch: Request;
    first: Request;
    scripted: ScriptedHub;
    sdk: Hub;
  }) {
    this.model = parts.model;
    this.hub = parts.hub;
    this.watch = parts.watch;
    this.first = parts.first;
    this.#scripted = parts.scripted;
    this.#sdk = parts.sdk;
  }

  /** With nothing answered so far. */
  static async asking(): Promise<Shown> {
    const scripted = await ScriptedHub.listen();
    const sdk = connect(scripted.url);
    const model = new AccountModel(sdk, new Pulse(sdk, ignored), 'A', ignored);
    model.open();
    const hub = await scripted.welcome();
    const asked = await hub.requests(2);
    const [watch, first] = ['watch', 'history'].map((t) => asked.find((request) => request.t === t));
    if (watch === undefined || first === undefined) throw new Error('it did not ask for both');
    return new Shown({ scripted, sdk, model, hub, watch, first });
  }

  /** Live at seq 5, with its first question for the history still open. */
  static async live(): Promise<Shown> {
    const shown = await Shown.asking();
    shown.hub.send({ ...watching(5, [account('A', 1)]), id: shown.watch.id });
    await expect.poll(() => shown.model.isLive).toBe(true);
    return shown;
  }

  /** The same, with the history read. */
  static async read(): Promise<Shown> {
    const shown = await Shown.live();
    shown.tell(shown.first, 5, [transfer(5, ['B', 1], ['A', 1])]);
    await expect.poll(() => shown.model.hasRead).toBe(true);
    return shown;
  }

  /** The connection after one that was lost. */
  again(): Promise<ScriptedConnection> {
    return this.#scripted.welcome();
  }

  /** The account moves at this seq, from the one before it. */
  move(seq: number, version: number): void {
    this.hub.send(balancesEvent(seq - 1, seq, [account('A', version)]));
  }

  /** The next question, which has to be one for the history, from this seq on or for the newest. */
  async asked(after: number | undefined): Promise<Request> {
    const request = await this.hub.request();
    expect(request).toMatchObject({ t: 'history', account: 'A' });
    expect('after' in request ? request.after : undefined).toBe(after);
    return request;
  }

  tell({ id }: Request, seq: number, txs: Transaction[]): void {
    this.hub.send({ t: 'history', id, seq, txs, next: null });
  }

  async expectSeqs(...seqs: number[]): Promise<void> {
    await expect.poll(() => this.model.entries.map(({ tx }) => tx.seq)).toEqual(seqs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.model.rest();
    await this.#sdk[Symbol.asyncDispose]();
    await this.#scripted[Symbol.asyncDispose]();
  }
}

test('what it shows is not current from a watch that failed until the next one stands', async () => {
  await using shown = await Shown.read();
  expect(shown.model.isCurrent).toBe(true);
  shown.hub.cut();
  const hub = await shown.again();
  hub.send(refusalOf(await requestOf(hub, 'watch')));
  await expect.poll(() => shown.model.failure?.code).toBe('forbidden');
  expect(shown.model.isCurrent).toBe(false);
  const { id } = await requestOf(hub, 'watch');
  hub.send({ ...watching(5, [account('A', 1)]), id });
  await expect.poll(() => shown.model.isCurrent).toBe(true);
});

test('of an account that the hub never told of, what is wrong is current', async () => {
  await using shown = await Shown.asking();
  expect(shown.model.isCurrent).toBe(false);
  shown.hub.send(refusalOf(shown.watch));
  await expect.poll(() => shown.model.isCurrent).toBe(true);
  expect(shown.model.state).toBe(undefined);
});

/** The next request of this type; those before it are of no interest. */
async function requestOf(hub: ScriptedConnection, type: Request['t']): Promise<Request> {
  for (;;) {
    const request = await hub.request();
    if (request.t === type) return request;
  }
}

function refusalOf({ id }: Request): Message {
  return { t: 'error', id, code: 'forbidden', message: 'not yours to watch', retryable: false };
}

function ignored(): void {}

test('a history whose first question is refused is asked for again', async () => {
  await using shown = await Shown.live();
  shown.hub.send(busyTo(shown.first));
  shown.tell(await shown.asked(undefined), 5, [transfer(5, ['B', 1], ['A', 1])]);
  await shown.expectSeqs(5);
  expect(shown.model.hasRead).toBe(true);
});

test('a refused question for what is new is asked again, though nothing else changes', async () => {
  await using shown = await Shown.read();
  shown.move(6, 2);
  shown.hub.send(busyTo(await shown.asked(5)));
  shown.tell(await shown.asked(5), 6, [transfer(6, ['B', 2], ['A', 2])]);
  await shown.expectSeqs(6, 5);
});

test('rules that change while a question is refused come into the list: they have no version', async () => {
  await using shown = await Shown.read();
  const rules = { kind: 'fixed', maxPerDay: '250' } as const;
  shown.hub.send(balancesEvent(5, 6, [{ ...account('A', 1), rules }]));
  shown.hub.send(busyTo(await shown.asked(5)));
  const change: Transaction = { ...opening(6, 'A'), kind: 'rules', rules };
  shown.tell(await shown.asked(5), 6, [change]);
  await shown.expectSeqs(6, 5);
});

test('what changes while a question is open is asked for after its answer', async () => {
  await using shown = await Shown.read();
  shown.move(6, 2);
  const open = await shown.asked(5);
  shown.move(7, 3);
  await expect.poll(() => shown.model.state?.version).toBe(3);
  shown.tell(open, 6, [transfer(6, ['B', 2], ['A', 2])]);
  shown.tell(await shown.asked(6), 7, [transfer(7, ['B', 3], ['A', 3])]);
  await shown.expectSeqs(7, 6, 5);
});

test('looked at again while its first question is open, it asks again where that is refused', async () => {
  await using shown = await Shown.live();
  shown.model.rest();
  shown.model.open();
  const asked = await shown.hub.requests(2);
  expect(asked.map(({ t }) => t).sort()).toEqual(['unwatch', 'watch']);
  shown.hub.send(busyTo(shown.first));
  shown.tell(await shown.asked(undefined), 5, [transfer(5, ['B', 1], ['A', 1])]);
  await shown.expectSeqs(5);
});
