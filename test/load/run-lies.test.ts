import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../client/load/options.ts';
import type { Message } from '../../shared/down.ts';
import { ServerProcess } from '../support/server-process.ts';
import { loadHere } from './load-here.ts';
import { type Lie, LyingHub } from './lying-hub.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await ServerProcess.start({ args: ['--no-demo'] });
});
afterAll(() => server[Symbol.asyncDispose]());

type Event = Extract<Message, { t: 'tx' | 'balances' }>;

/** Forgets the third event of a watch. A sly one makes the next event name the seq before it. */
function forgets(isSly: boolean): Lie {
  let events = 0;
  let forgotten: Event | undefined;
  return {
    message(message, ears) {
      if (message.t !== 'tx' && message.t !== 'balances') return false;
      events += 1;
      if (events === 3) {
        forgotten = message;
        return true;
      }
      if (events !== 4 || !isSly || forgotten === undefined) return false;
      ears.tell({ ...message, prev: forgotten.prev });
      return true;
    },
  };
}

describe('an event that a hub forgets turns the run red', () => {
  const few: Partial<LoadOptions> = { accounts: 5, watchAccounts: 5 };
  test.each<[string, boolean, Partial<LoadOptions>]>([
    ['of a ledger, and hides the gap', true, {}],
    ['of accounts, and hides the gap', true, few],
    ['of latest balances, with a gap', false, { watchMode: 'latest' }],
  ])('%s', async (_, isSly, options) => {
    await using hub = await LyingHub.start(server.url, forgets(isSly));
    const { check } = await loadHere(hub.url, { rate: 300, ...options });
    expect(check.problems).toMatchObject([expect.stringContaining('Watcher 1')]);
  });
});
