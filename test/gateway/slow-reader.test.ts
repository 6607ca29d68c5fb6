import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountState } from '../../shared/transaction.ts';
import { command, doneAll, openAccounts, stateOf } from '../support/errands.ts';
import { RawClient, type WatchEvent } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';
import { expectNothingElse, expectTransactions, watch } from '../support/watch-errands.ts';

/** Readers that do not take what they are sent. */

/** Twelve megabytes of events: more than the system's buffers take for a reader that reads nothing. */
const transactions = 14_000;
const portion = 500;
const memo = '😀'.repeat(140);

const server = await ServerProcess.start({ args: ['--no-demo'] });
let client: RawClient;
beforeAll(async () => {
  client = await RawClient.connect(server.url);
  await openAccounts(client, 'bank', { X: '1000', Y: '1000', Z: '1000' });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function transfers(count: number): Record<string, unknown>[] {
  const circle = ['X', 'Y', 'Z', 'X'];
  return Array.from({ length: count }, (_, at) => {
    return { t: 'transfer', from: circle[at % 3], to: circle[(at % 3) + 1], amount: '0.01', memo };
  });
}

/** What a watch has told of accounts, checked for holes as it goes. */
class Story {
  readonly states = new Map<string, Pick<AccountState, 'balance' | 'version'>>();
  readonly kinds = { tx: 0, balances: 0, snapshot: 0, lagged: 0 };
  #prev: number;
  /** Between `lagged` and the end of the snapshot that heals it. */
  #healing = false;

  constructor(seq: number, accounts: readonly AccountState[]) {
    this.#prev = seq;
    for (const state of accounts) this.states.set(state.account, state);
  }

  tell(event: WatchEvent): void {
    this.kinds[event.t] += 1;
    if (this.#healing) expect(event.t).toBe('snapshot');
    switch (event.t) {
      case 'tx': {
        expect(event.prev).toBe(this.#prev);
        this.#prev = event.tx.seq;
        for (const { account, balance = '', version = 0 } of event.tx.legs) {
          expect(version).toBe((this.states.get(account)?.version ?? 0) + 1);
          this.states.set(account, { balance, version });
        }
        break;
      }
      case 'balances':
        expect(event.prev).toBe(this.#prev);
        this.#prev = event.seq;
        for (const state of event.accounts) {
          expect(state.version).toBeGreaterThan(this.states.get(state.account)?.version ?? 0);
          this.states.set(state.account, state);
        }
        break;
      case 'lagged':
        expect(event.from).toBe(this.#prev + 1);
        expect(event.to).toBeGreaterThanOrEqual(event.from);
        this.#prev = event.to;
        this.#healing = true;
        break;
      case 'snapshot':
        expect(this.#healing).toBe(true);
        expect(event.seq).toBe(this.#prev);
        for (const state of event.accounts) this.states.set(state.account, state);
        this.#healing = event.more;
        break;
    }
  }

  knows(final: readonly AccountState[]): boolean {
    return final.every(({ account, version }) => this.states.get(account)?.version === version);
  }
}

test('a slow reader is told that it lagged, gets a snapshot and goes on; nobody else notices (R84, R88)', async () => {
  await using slow = await RawClient.connect(server.url);
  await using neighbour = await RawClient.connect(server.url);
  const [all, latest] = [
    await watch(slow, { accounts: '*' }),
    await watch(slow, { accounts: '*', mode: 'latest' }),
  ];
  const beside = await watch(neighbour, { accounts: '*' });
  slow.socket.pause();
  // In portions, so that the neighbour, which shares its process with this test, keeps up.
  for (let from = beside.seq; from < beside.seq + transactions; from += portion) {
    await doneAll(client, transfers(portion));
    const seqs = Array.from({ length: portion }, (_, at) => from + 1 + at);
    await expectTransactions(neighbour, { watch: beside.watch, seq: from }, seqs);
  }
  await expectNothingElse(neighbour);

  slow.socket.resume();
  await doneAll(client, transfers(300));
  const final = await stateOf(client, 'X', 'Y', 'Z');
  for (const { watch: id, seq, accounts = [] } of [all, latest]) {
    const story = new Story(seq, accounts);
    while (!story.knows(final)) story.tell(await slow.event(id));
    for (const { account, balance } of final) expect(story.states.get(account)?.balance).toBe(balance);
    expect(story.kinds.lagged > 0 || story.kinds.snapshot > 0).toBe(id === all.watch);
    if (id === latest.watch) expect(story.kinds.balances).toBeLessThan(transactions);
  }
  // Live again: the next one comes at once to both.
  const [next] = await doneAll(client, transfers(1));
  expect(await slow.event(all.watch)).toMatchObject({ t: 'tx', tx: next });
  expect(await slow.event(latest.watch)).toMatchObject({ t: 'balances', seq: next?.seq });
  await expectNothingElse(slow);
});

test('a reader that leaves more than 4 MiB of answers unread is closed with 4001 (R89)', async () => {
  await using slow = await RawClient.connect(server.url);
  await using neighbour = await RawClient.connect(server.url);
  slow.socket.pause();
  // Each answer has about a megabyte: the transactions of before, with their memos.
  slow.send(...Array.from({ length: 20 }, (_, id) => ({ t: 'history', id, account: 'X', limit: 1000 })));
  // The views take turns, a few questions of a connection at a time: after so many of the neighbour's, all
  // of the slow reader's are answered.
  await neighbour.ask({ t: 'ping', id: 'arrived' });
  for (let turn = 0; turn < 20; turn += 1) await neighbour.ask({ t: 'list', id: `turn ${turn}`, limit: 1 });
  slow.socket.resume();
  expect(await slow.closed()).toMatchObject({ code: 4001 });
  expect(await neighbour.ask(command({ t: 'deposit', account: 'X', amount: '1' }))).toMatchObject({
    t: 'ok',
  });
});
