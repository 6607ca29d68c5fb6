import { describe, expect, test } from 'vitest';
import type { WatchEvent, WatchingReply } from '../../client/sdk/messages.ts';
import { type Progress, WatchTracker } from '../../client/sdk/watch-tracker.ts';
import {
  account,
  balancesEvent,
  lagged,
  opening,
  recovered,
  snapshotPart,
  transfer,
  txEvent,
  unreadable,
  watching,
} from './watch-messages.ts';

const epoch = 'e1';

/** What a watch was told, in short: `snapshot@5 A1 B0`, `A2@6`; or that it asks: `ask since 5`, `ask afresh`. */
function told(tracker: WatchTracker, { changes, next }: Progress): string[] {
  const lines = changes.map((change) =>
    change.kind === 'snapshot'
      ? [`snapshot@${change.seq}`, ...change.accounts.map((each) => `${each.account}${each.version}`)].join(
          ' ',
        )
      : `${change.account.account}${change.account.version}@${change.seq}`,
  );
  if (next === 'go on') return lines;
  if (next === 'give up') return [...lines, 'give up'];
  const since = tracker.ask();
  return [...lines, since === undefined ? 'ask afresh' : `ask since ${since.seq}`];
}

/** Feeds messages to a watch that was just asked for, and tells what came of each. */
function play(messages: readonly (WatchEvent | WatchingReply)[], named?: readonly string[]): string[][] {
  const tracker = new WatchTracker(named && new Set(named));
  tracker.ask();
  return messages.map((message) =>
    told(tracker, message.t === 'watching' ? tracker.began(message, epoch) : tracker.follow(message)),
  );
}

const begin = watching(5, [account('A', 1), account('B', 0)]);
const begun = ['snapshot@5 A1 B0'];
const next = txEvent(5, transfer(6, ['A', 2], ['B', 1]));

describe('a watch of all transactions', () => {
  test.each<{
    name: string;
    messages: readonly (WatchEvent | WatchingReply)[];
    expected: string[][];
    named?: string[];
  }>([
    {
      name: 'begins with a snapshot and tells each account that a transaction touches',
      messages: [begin, next, txEvent(6, transfer(9, ['B', 2], ['A', 3]))],
      expected: [begun, ['A2@6', 'B1@6'], ['B2@9', 'A3@9']],
    },
    {
      name: 'tells only of the accounts that it names',
      messages: [begin, next, txEvent(6, transfer(7, ['C', 4], ['A', 3]))],
      expected: [begun, ['A2@6'], ['A3@7']],
      named: ['A'],
    },
    {
      name: "leaves the hub's own accounts out unless it names them",
      messages: [begin, txEvent(5, transfer(6, ['@world:demo', 8], ['A', 2]))],
      expected: [begun, ['A2@6']],
    },
    {
      name: 'leaves out what the watcher may not read',
      messages: [begin, txEvent(5, unreadable(transfer(6, ['A', 2], ['X', 1]), 'X'))],
      expected: [begun, ['A2@6']],
    },
    {
      name: 'tells a snapshot in parts as one',
      messages: [
        watching(5, [account('A', 1)], true),
        snapshotPart(5, [account('B', 0)], true),
        snapshotPart(5, [account('C', 3)], false),
        next,
      ],
      expected: [[], [], ['snapshot@5 A1 B0 C3'], ['A2@6', 'B1@6']],
    },
    {
      name: 'asks from where it stands when an event is missing, and goes on',
      messages: [begin, txEvent(6, transfer(7, ['A', 3], ['B', 2])), recovered(5), next],
      expected: [begun, ['ask since 5'], [], ['A2@6', 'B1@6']],
    },
    {
      name: 'asks from where it stands when an event comes twice',
      messages: [begin, next, next, recovered(6), txEvent(6, transfer(7, ['A', 3], ['B', 2]))],
      expected: [begun, ['A2@6', 'B1@6'], ['ask since 6'], [], ['A3@7', 'B2@7']],
    },
    {
      name: 'asks afresh when going on from there does not help',
      messages: [
        begin,
        txEvent(6, transfer(7, ['A', 3], ['B', 2])),
        recovered(5),
        txEvent(6, transfer(7, ['A', 3], ['B', 2])),
      ],
      expected: [begun, ['ask since 5'], [], ['ask afresh']],
    },
    {
      name: 'asks afresh when the hub goes on from elsewhere',
      messages: [begin, txEvent(6, transfer(7, ['A', 3], ['B', 2])), recovered(4)],
      expected: [begun, ['ask since 5'], ['ask afresh']],
    },
    {
      name: 'asks afresh when a version is missing, and tells nothing of that transaction',
      messages: [
        begin,
        txEvent(5, transfer(6, ['A', 2], ['B', 2])),
        watching(6, [account('A', 2), account('B', 2)]),
      ],
      expected: [begun, ['ask afresh'], ['snapshot@6 A2 B2']],
    },
    {
      name: 'takes a new snapshot after the hub says that it lagged',
      messages: [
        begin,
        lagged(6, 20),
        snapshotPart(20, [account('A', 9), account('B', 8)], false),
        txEvent(20, transfer(21, ['A', 10], ['B', 9])),
      ],
      expected: [begun, [], ['snapshot@20 A9 B8'], ['A10@21', 'B9@21']],
    },
    {
      name: 'forgets the parts of a snapshot that lagging cut short',
      messages: [
        watching(5, [account('C', 1)], true),
        lagged(6, 20),
        snapshotPart(20, [account('A', 9)], true),
        snapshotPart(20, [account('B', 8)], false),
      ],
      expected: [[], [], [], ['snapshot@20 A9 B8']],
    },
    {
      name: 'does not take an event for a snapshot that is still coming',
      messages: [begin, lagged(6, 20), txEvent(20, transfer(21, ['A', 10], ['B', 9]))],
      expected: [begun, [], ['ask since 5']],
    },
    {
      name: 'tells of an account that was just opened, at nothing',
      messages: [begin, txEvent(5, opening(6, 'C')), txEvent(6, transfer(7, ['A', 2], ['C', 1]))],
      expected: [begun, ['C0@6'], ['A2@7', 'C1@7']],
    },
    {
      name: 'asks afresh when an account that it knows is opened',
      messages: [begin, txEvent(5, opening(6, 'A'))],
      expected: [begun, ['ask afresh']],
    },
    {
      name: 'asks afresh for an account of a ledger that it knows nothing of',
      messages: [begin, txEvent(5, opening(6, 'X', 'other'))],
      expected: [begun, ['ask afresh']],
    },
  ])('$name', ({ messages, expected, named }) => {
    expect(play(messages, named)).toEqual(expected);
  });

  test('a transaction carries its delta and itself', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    tracker.began(begin, epoch);
    const { changes } = tracker.follow(next);
    expect(changes).toMatchObject([
      { delta: '-1.00', tx: { seq: 6 } },
      { delta: '1.00', tx: { seq: 6 } },
    ]);
  });

  test('an account that was just opened has as many decimals as its ledger', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    tracker.began(begin, epoch);
    tracker.follow(txEvent(5, opening(6, 'C')));
    expect(tracker.accounts.get('C')).toEqual(account('C', 0, '0.00'));
  });

  test('a hub whose events never fit is given up', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    const misfit = txEvent(8, transfer(9, ['A', 2], ['B', 1]));
    const seen = new Set<string>();
    for (let round = 0; round < 20 && !seen.has('give up'); round += 1) {
      tracker.began(begin, epoch);
      const progress = tracker.follow(misfit);
      seen.add(progress.next);
      tracker.ask();
    }
    expect(seen).toContain('give up');
  });

  test('takes any number of new ledgers, also with nothing in between that needs no snapshot', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    const accounts = [account('A', 1)];
    tracker.began(watching(5, accounts), epoch);
    for (let round = 1; round <= 20; round += 1) {
      const [seq, id, ledger] = [5 + 2 * round, `X${round}`, `ledger${round}`];
      const event = txEvent(tracker.seq, opening(seq, id, ledger));
      expect(told(tracker, tracker.follow(event))).toEqual(['ask afresh']);
      accounts.push({ ...account(id, 0, '0'), ledger });
      tracker.began(watching(seq, accounts), epoch);
      expect(tracker.accounts.get(id)).toMatchObject({ ledger });
    }
    expect(tracker.state).toBe('live');
  });

  test('a hub that opens accounts in a ledger of which its snapshots know nothing is given up', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    const seen = new Set<string>();
    for (let round = 0; round < 20 && !seen.has('give up'); round += 1) {
      tracker.began(watching(5, [account('A', 1)]), epoch);
      seen.add(tracker.follow(txEvent(5, opening(6, 'X', 'other'))).next);
      tracker.ask();
    }
    expect(seen).toContain('give up');
  });
});

describe('a watch of the latest balances', () => {
  test.each([
    {
      name: 'tells the newest state of what changed, whatever lay between',
      messages: [begin, balancesEvent(5, 30, [account('A', 12)]), balancesEvent(30, 31, [account('B', 4)])],
      expected: [begun, ['A12@30'], ['B4@31']],
    },
    {
      name: 'asks from where it stands when an event is missing',
      messages: [begin, balancesEvent(30, 31, [account('B', 4)]), recovered(5)],
      expected: [begun, ['ask since 5'], []],
    },
    {
      name: 'asks afresh when an account goes back',
      messages: [begin, balancesEvent(5, 30, [account('A', 0)])],
      expected: [begun, ['ask afresh']],
    },
  ])('$name', ({ messages, expected }) => {
    expect(play(messages)).toEqual(expected);
  });
});

describe('across connections', () => {
  test('a watch says whether it is live, stale or catching up', () => {
    const tracker = new WatchTracker(undefined);
    expect(tracker.state).toBe('catching-up');
    tracker.ask();
    expect(tracker.state).toBe('catching-up');
    tracker.began(begin, epoch);
    expect(tracker.state).toBe('live');
    tracker.lost();
    expect(tracker.state).toBe('stale');
    tracker.ask();
    expect(tracker.state).toBe('catching-up');
    tracker.began(recovered(5), epoch);
    expect(tracker.state).toBe('live');
    tracker.follow(lagged(6, 20));
    expect(tracker.state).toBe('catching-up');
  });

  test('a watch goes on from the seq that it knows of that epoch', () => {
    const tracker = new WatchTracker(undefined);
    expect(tracker.ask()).toBeUndefined();
    tracker.began(begin, epoch);
    tracker.follow(next);
    tracker.lost();
    expect(tracker.ask()).toEqual({ epoch, seq: 6 });
  });

  test('the seq of one journal is never taken for that of another', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    tracker.began(begin, epoch);
    tracker.lost();
    tracker.ask();
    tracker.began(watching(90, [account('A', 40)], true), 'e2');
    tracker.lost();
    expect(tracker.ask()).toBeUndefined();
  });

  test('what a ledger is of in one journal is never taken for what it is of in another', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    tracker.began(begin, epoch);
    tracker.lost();
    tracker.ask();
    const yen = { ...account('A', 1, '10'), asset: 'JPY' };
    tracker.began(watching(5, [yen]), 'e2');
    tracker.follow(txEvent(5, opening(6, 'C')));
    expect(tracker.accounts.get('C')).toEqual({ ...account('C', 0, '0'), asset: 'JPY' });
  });

  test('what is known stays known while the connection is lost', () => {
    const tracker = new WatchTracker(undefined);
    tracker.ask();
    tracker.began(begin, epoch);
    tracker.lost();
    expect([...tracker.accounts.keys()]).toEqual(['A', 'B']);
    expect(tracker.snapshot()).toMatchObject({ seq: 5, accounts: [{ account: 'A' }, { account: 'B' }] });
  });
});
