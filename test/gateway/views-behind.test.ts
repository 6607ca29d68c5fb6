import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Hub } from '../../server/hub.ts';
import { limits } from '../../server/limits.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { command, done, openAccounts } from '../support/errands.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { RawClient } from '../support/raw-client.ts';

test.each(['at', 'atSeq'] as const)(
  'where the views are too far behind in what %s counts, commands are busy until they have come up (R61)',
  async (place) => {
    const { viewsLagCommits, viewsLagTransactions } = limits;
    Object.assign(limits, { viewsLagCommits: 3, viewsLagTransactions: 3 });
    try {
      const journal = new MemoryJournal();
      await using real = await openLocalViews({ journal, recentMax: 100 });
      const late = { is: false };
      const lagging = new Proxy(real, {
        get(target, name) {
          if (name === place && late.is) return 0;
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const options = { host: '127.0.0.1', port: 0, demo: false };
      await using hub = await Hub.start(options, journal, lagging, pino({ level: 'silent' }), (error) => {
        throw error;
      });
      await using client = await RawClient.connect(hub.url);
      await openAccounts(client, 'bank', { A: '1', B: '1' });
      const deposit = { t: 'deposit', account: 'A', amount: '1' };
      late.is = true;
      expect(await client.ask(command(deposit))).toMatchObject({ code: 'busy', retryable: true });
      late.is = false;
      await done(client, deposit);
    } finally {
      Object.assign(limits, { viewsLagCommits, viewsLagTransactions });
    }
  },
);
