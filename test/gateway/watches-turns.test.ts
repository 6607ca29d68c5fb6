import { expect, test, vi } from 'vitest';
import { AllWatch } from '../../server/gateway/all-watch.ts';
import { Recent } from '../../server/gateway/recent.ts';
import { doneAll, openAccounts } from '../support/errands.ts';
import { LocalHub } from '../support/local-hub.ts';
import { expectTransactions } from '../support/watch-errands.ts';

test('however many watches of a connection catch up, others have their turn in between (R86)', async () => {
  await using hub = await LocalHub.start();
  const teller = await hub.connect();
  await openAccounts(teller, 'bank', { A: '0', B: '0' });
  const reader = await hub.connect();
  const { toldEpoch: epoch } = hub.journal;
  const missed = 1_200;
  const deposit = { t: 'deposit', account: 'A', amount: '1' };
  const first = await doneAll(teller, Array(missed).fill(deposit));
  const since = { epoch, seq: (first[0]?.seq ?? 0) - 1 };

  const looked = vi.spyOn(Recent.prototype, 'at');
  let most = 0;
  let isOver = false;
  const eachTurn = (): void => {
    most = Math.max(most, looked.mock.calls.length);
    looked.mockClear();
    if (!isOver) setImmediate(eachTurn);
  };
  eachTurn();
  const count = 40;
  const requests = Array.from({ length: count }, () => ({ t: 'watch', id: 'w', accounts: ['A'], since }));
  reader.send(...requests);
  for (let number = 1; number <= count; number += 1) {
    await expectTransactions(
      reader,
      { watch: number, seq: since.seq },
      first.map(({ seq }) => seq),
    );
  }
  isOver = true;
  looked.mockRestore();
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(5_000);
});

test('a connection whose peer reads nothing is not asked again and again whether it takes more (R87)', async () => {
  await using hub = await LocalHub.start();
  const teller = await hub.connect();
  await openAccounts(teller, 'bank', { A: '0' });
  const reader = await hub.connect();
  const deposit = { t: 'deposit', account: 'A', amount: '1', memo: '😀'.repeat(140) };
  const [first] = await doneAll(teller, Array(1_000).fill(deposit));
  const since = { epoch: hub.journal.toldEpoch, seq: (first?.seq ?? 0) - 1 };
  reader.socket.pause();
  const asked = vi.spyOn(AllWatch.prototype, 'catchUp');
  try {
    const count = 60;
    reader.send(...Array.from({ length: count }, () => ({ t: 'watch', id: 'w', accounts: ['A'], since })));
    // Until a good many turns have gone by in which nothing was asked.
    const turns = 200;
    let quiet = 0;
    for (let turn = 0; turn < 20_000 && quiet < turns; turn += 1) {
      const before = asked.mock.calls.length;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = before > 0 && asked.mock.calls.length === before ? quiet + 1 : 0;
    }
    expect(quiet).toBe(turns);
  } finally {
    asked.mockRestore();
  }
});
