import { expect, test } from 'vitest';
import { anonymousAccess } from '../../server/access/access.ts';
import { Intake, type IntakeAsker } from '../../server/gateway/intake.ts';
import { Outcomes } from '../../server/gateway/outcomes.ts';
import { KeyMemory } from '../../server/ledger/key-memory.ts';
import { emptyState } from '../../server/ledger/state.ts';
import { Pipeline } from '../../server/pipeline.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { command } from '../ledger/bank.ts';
import { MemoryJournal } from '../support/memory-journal.ts';

test('keys that share a fingerprint act once each, and are answered as their own (R50)', async () => {
  const journal = new MemoryJournal();
  await using views = await openLocalViews({ journal, recentMax: 1 });
  const keys = new KeyMemory({ keysPerGeneration: 100, generations: 1, marksMax: 1 }, () => ({
    high: 7,
    low: 7,
  }));
  const broken = (error: unknown): never => {
    throw error;
  };
  const pipeline = new Pipeline(
    { state: emptyState(), keys },
    journal,
    {
      isBehind: () => false,
      durable: () => undefined,
      committed: () => undefined,
      released: (head) => views.follow(head.number),
      discarded: () => undefined,
      reload: broken,
      broken,
    },
    Date.now,
  );
  const intake = new Intake(pipeline, views, new Outcomes(pipeline, views));
  const send = (fields: Record<string, unknown>): Promise<string> =>
    new Promise((resolve) => {
      const asker: IntakeAsker = {
        decided: (_, record) => resolve(`decided ${record}`),
        decidedBefore: (_, record, differing) => resolve(`before ${differing ?? ''}${record}`),
        turnedAway: (_, code) => resolve(code),
        refused: (_, code) => resolve(code),
      };
      void intake.take(anonymousAccess(), command(fields), undefined, asker);
    });
  const ledgers = ['L1', 'L2', 'L3', 'L4'].map((ledger) => ({
    t: 'ledger',
    key: `key of ${ledger}`.replaceAll(' ', '-'),
    ledger,
    asset: 'CNY',
    scale: 2,
  }));
  // The last of them is sent before the ones before it are durable.
  const first = await Promise.all([ledgers[0], ledgers[1]].map((fields) => send(fields ?? {})));
  const rest = await Promise.all([ledgers[2], ledgers[3], ledgers[2]].map((fields) => send(fields ?? {})));
  const again = await Promise.all(ledgers.map(send));
  const records = again.map((answer) => answer.replace('before ', ''));
  expect(records.map((record) => JSON.parse(record).seq)).toEqual([1, 2, 3, 4]);
  expect(first).toEqual(records.slice(0, 2).map((record) => `decided ${record}`));
  expect(rest).toEqual([`decided ${records[2]}`, `decided ${records[3]}`, `before ${records[2]}`]);
});
