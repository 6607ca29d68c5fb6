import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Asker, Waiting } from '../../server/commit-batch.ts';
import { JournalError } from '../../server/journal-error.ts';
import { KeyMemory } from '../../server/ledger/key-memory.ts';
import { fingerprinter } from '../../server/ledger/key-table.ts';
import { emptyState } from '../../server/ledger/state.ts';
import type { Decision } from '../../server/ledger/transaction.ts';
import { limits } from '../../server/limits.ts';
import { type Memory, Pipeline, type PipelineEvents } from '../../server/pipeline.ts';
import type { Command } from '../../shared/commands.ts';
import { GatedJournal } from '../support/gated-journal.ts';

const ledger: Command = { t: 'ledger', id: 1, key: 'k1', ledger: 'L', asset: 'CNY', scale: 2 };
const open: Command = { t: 'open', id: 2, key: 'k2', account: 'A', ledger: 'L' };
const missing: Command = { t: 'deposit', id: 3, key: 'k3', account: 'nobody', amount: '1' };
const late: Command = {
  t: 'deposit',
  id: 4,
  key: 'k4',
  account: 'A',
  amount: '1',
  deadline: '2000-01-01T00:00:00Z',
};

const other: Command = { ...open, key: 'k9', account: 'B' };
const funds: Command = { t: 'deposit', id: 5, key: 'in', account: 'A', amount: '1000' };

/** Opens two accounts, and makes so many holds from one to the other, the first with seq 5. */
function holdMany(pipeline: Pipeline, asker: Asker, count: number, expiresMs: number): void {
  for (const command of [ledger, open, other, funds]) pipeline.submit(command, 'p', asker);
  const expires = new Date(expiresMs).toISOString();
  for (let nth = 0; nth < count; nth += 1) {
    const hold = { t: 'hold', id: 6, key: `h${nth}`, from: 'A', to: 'B', amount: '0.01', expires } as const;
    pipeline.submit(hold, 'p', asker);
  }
}

/** A pipeline over a gated journal, with everything that leaves it written down in order. */
function setUp(
  reload?: () => Promise<Memory>,
  { isBehind = false, now = Date.now }: { readonly isBehind?: boolean; readonly now?: () => number } = {},
): {
  journal: GatedJournal;
  pipeline: Pipeline;
  told: string[];
  asker: Asker;
  waiting: (name: string) => Waiting;
} {
  const told: string[] = [];
  const journal = new GatedJournal();
  const memory = newMemory();
  const events: PipelineEvents = {
    isBehind: () => isBehind,
    durable: ({ firstSeq, count }) => told.push(`durable ${firstSeq}+${count}`),
    committed: (tx) => told.push(`event ${tx.seq}`),
    released: ({ seq }) => {
      // Draining releases what holds nothing behind what does.
      if (told.at(-1) !== `released ${seq}`) told.push(`released ${seq}`);
    },
    discarded: () => told.push('discarded'),
    reload: reload ?? (async () => newMemory()),
    broken: () => told.push('broken'),
  };
  const asker: Asker = {
    decided: (decision: Decision) =>
      told.push(`${decision.command.key} ${decision.kind === 'refusal' ? decision.code : decision.seq}`),
    turnedAway: (command, code) => told.push(`${command.key} ${code}`),
  };
  const waiting = (name: string): Waiting => ({
    release: () => told.push(name),
    discard: () => told.push(`${name} discarded`),
  });
  return {
    journal,
    pipeline: new Pipeline(memory, journal, events, now),
    told,
    asker,
    waiting,
  };
}

function newMemory(): Memory {
  return {
    state: emptyState(),
    keys: new KeyMemory(
      { keysPerGeneration: 1000, generations: 2, marksMax: 10 },
      fingerprinter({ high: 1, low: 2 }),
    ),
  };
}

describe('the pipeline', () => {
  test('tells nothing before the commit is durable, then everything in order', async () => {
    const { journal, pipeline, told, asker, waiting } = setUp();
    pipeline.submit(ledger, 'p', asker);
    pipeline.afterCommit(waiting('read'));
    pipeline.submit(missing, 'p', asker);
    const append = await journal.next();
    expect(append.body).toMatchObject({ firstSeq: 1, count: 1 });
    expect(append.body.records.split('\n')).toHaveLength(2);
    expect(told).toEqual([]);
    append.pass();
    await pipeline.drain();
    expect(told).toEqual(['durable 1+1', 'k1 1', 'event 1', 'read', 'k3 unknown_account', 'released 1']);
  });

  test('gathers the next batch while a commit is under way', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    const first = await journal.next();
    pipeline.submit(open, 'p', asker);
    pipeline.submit(missing, 'p', asker);
    await turn();
    expect(journal.waiting).toHaveLength(0);
    first.pass();
    const second = await journal.next();
    expect(second.body).toMatchObject({ firstSeq: 2, count: 1 });
    expect(told).toEqual(['durable 1+1', 'k1 1', 'event 1', 'released 1']);
    second.pass();
    await pipeline.drain();
    expect(told.slice(4)).toEqual(['durable 2+1', 'k2 2', 'event 2', 'k3 unknown_account', 'released 2']);
  });

  test('a read of a state with nothing undurable needs no commit', async () => {
    const { journal, pipeline, told, waiting } = setUp();
    pipeline.afterCommit(waiting('read'));
    await pipeline.drain();
    expect(told).toEqual(['read', 'released 0']);
    expect(journal.waiting).toHaveLength(0);
  });

  test('a read that speaks of an undurable state waits for it', async () => {
    const { journal, pipeline, told, asker, waiting } = setUp();
    pipeline.submit(ledger, 'p', asker);
    const append = await journal.next();
    pipeline.afterCommit(waiting('read'));
    await turn();
    expect(told).toEqual([]);
    append.pass();
    await pipeline.drain();
    expect(told).toEqual(['durable 1+1', 'k1 1', 'event 1', 'released 1', 'read', 'released 1']);
  });

  test('a refusal that is not to be remembered leaves no record and no key', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submit(late, 'p', asker);
    await pipeline.drain();
    expect(told).toEqual(['k4 expired', 'released 0']);
    expect(pipeline.keys.find('p', 'k4')).toBeUndefined();
    expect(journal.head.number).toBe(0);
  });

  test('a key is remembered with the commit that will hold it', async () => {
    const { journal, pipeline, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    const append = await journal.next();
    pipeline.submit(open, 'p', asker);
    expect(pipeline.keys.find('p', 'k1')).toBe(1);
    expect(pipeline.keys.find('p', 'k2')).toBe(2);
    append.pass();
    (await journal.next()).pass();
    await pipeline.drain();
    expect(journal.head.number).toBe(2);
  });

  test('a refused commit is told to everyone that built on it, and nothing of it stays', async () => {
    const { journal, pipeline, told, asker, waiting } = setUp();
    pipeline.submit(ledger, 'p', asker);
    const append = await journal.next();
    pipeline.submit(open, 'p', asker);
    pipeline.afterCommit(waiting('read'));
    append.fail(new JournalError('refused', 'disk full'));
    await turn();
    expect(told).toEqual(['k1 unavailable', 'k2 unavailable', 'read discarded', 'discarded']);
    expect(pipeline.state?.ledgers.size).toBe(0);
    pipeline.submit(ledger, 'p', asker);
    (await journal.next()).pass();
    await pipeline.drain();
    expect(told.slice(4)).toEqual(['durable 1+1', 'k1 1', 'event 1', 'released 1']);
  });

  test('while the state is read anew there is none to read, and commands are turned away', async () => {
    let reloaded: (memory: Memory) => void = () => undefined;
    const { journal, pipeline, told, asker } = setUp(() => new Promise((resolve) => (reloaded = resolve)));
    pipeline.submit(ledger, 'p', asker);
    (await journal.next()).fail(new JournalError('refused', 'disk full'));
    await turn();
    expect(pipeline.state).toBeUndefined();
    pipeline.submit(open, 'p', asker);
    await turn();
    await turn();
    expect(told).toEqual(['k1 unavailable', 'discarded', 'k2 unavailable', 'released 0']);
    reloaded(newMemory());
    await turn();
    expect(pipeline.state).toBeDefined();
  });

  test('after a failure that leaves the outcome open nobody is told anything', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    (await journal.next()).fail(new JournalError('broken', 'I/O error'));
    await turn();
    expect(told).toEqual(['broken']);
  });

  test('draining ends though somebody asks on and on, and nobody is told then how money stands', async () => {
    const { journal, pipeline, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    let isDrained = false;
    const ask = (): void => {
      if (!isDrained) pipeline.afterCommit({ release: ask, discard: ask });
    };
    ask();
    const drained = pipeline.drain();
    (await journal.next()).pass();
    await drained;
    isDrained = true;
    expect(pipeline.state).toBeUndefined();
  });

  test('draining turns new commands away and finishes those in flight', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    const append = await journal.next();
    const drained = pipeline.drain();
    pipeline.submit(open, 'p', asker);
    append.pass();
    await drained;
    expect(told).toEqual(['durable 1+1', 'k1 1', 'event 1', 'released 1', 'k2 unavailable', 'released 1']);
  });

  test('commands that are decided together are in one commit, however full the last one is', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submit(ledger, 'p', asker);
    pipeline.submit(open, 'p', asker);
    for (let nth = 2; nth < limits.commitRecords - 1; nth += 1) {
      pipeline.submit({ ...missing, key: `fill-${nth}` }, 'p', asker);
    }
    const deposits = [1, 2].map((nth) => ({ ...late, deadline: undefined, key: `d${nth}` }));
    pipeline.submitTogether(deposits, 'p', asker);
    const first = await journal.next();
    expect(first.body).toMatchObject({ firstSeq: 1, count: 2 });
    expect(first.body.records.split('\n')).toHaveLength(limits.commitRecords - 1);
    first.pass();
    const second = await journal.next();
    expect(second.body).toMatchObject({ firstSeq: 3, count: 2 });
    expect(told.filter((line) => /^d\d/.test(line))).toEqual([]);
    second.pass();
    await pipeline.drain();
    expect(told.slice(-6)).toEqual(['durable 3+2', 'd1 3', 'event 3', 'd2 4', 'event 4', 'released 4']);
  });

  test('commands decided together leave nothing where one is refused, nor where the journal refuses them', async () => {
    const { journal, pipeline, told, asker } = setUp();
    pipeline.submitTogether([ledger, open, missing], 'p', asker);
    (await journal.next()).pass();
    expect(pipeline.state?.seq).toBe(0);
    await pipeline.drain();
    expect(told).toEqual([
      'durable 1+0',
      'k1 batch_failed',
      'k2 batch_failed',
      'k3 unknown_account',
      'released 0',
    ]);

    const full = setUp();
    full.pipeline.submitTogether([ledger, open], 'p', full.asker);
    const append = await full.journal.next();
    full.pipeline.submitTogether([{ ...open, key: 'k5', account: 'B' }], 'p', full.asker);
    append.fail(new JournalError('refused', 'disk full'));
    await turn();
    expect(full.told).toEqual(['k1 unavailable', 'k2 unavailable', 'k5 unavailable', 'discarded']);
  });

  test('while the views are far behind, everything is turned away as busy (R61)', async () => {
    const { pipeline, told, asker } = setUp(undefined, { isBehind: true });
    pipeline.submit(ledger, 'p', asker);
    pipeline.submitTogether([ledger, open], 'p', asker);
    expect(pipeline.state?.ledgers.size).toBe(0);
    await pipeline.drain();
    expect(told).toEqual(['k1 busy', 'k1 busy', 'k2 busy', 'released 0']);
  });

  test('where what waits for the disk is large, more is turned away as busy until it is durable (R61)', async () => {
    const { journal, pipeline, told, asker } = setUp();
    const names = Array.from({ length: 900 }, (_, at) => [`${'x'.repeat(58)}-${at}`, 1] as const);
    const large = { ...ledger, expect: Object.fromEntries(names) };
    const most = Math.ceil(limits.undurableChars / JSON.stringify(large.expect).length);
    for (let at = 0; at < most; at += 1) pipeline.submit({ ...large, key: `large-${at}` }, 'p', asker);
    pipeline.submit({ ...ledger, key: 'one more' }, 'p', asker);
    const drained = pipeline.drain();
    let passed = 0;
    void (async () => {
      for (; ; passed += 1) (await journal.next()).pass();
    })();
    await drained;
    expect(told).toContain('one more busy');
    expect(told.filter((each) => each.endsWith('unknown_account')).length).toBeGreaterThan(most * 0.9);
    expect(pipeline.undurable).toBe(0);
    expect(passed).toBeGreaterThan(1);
  });

  test('the end of a hold is decided before what is asked after its time, and told of when it is durable (R103)', async () => {
    let nowMs = 1_000_000;
    const { journal, pipeline, told, asker } = setUp(undefined, { now: () => nowMs });
    const hold: Command = {
      ...{ t: 'hold', id: 6, key: 'h', from: 'A', to: 'B', amount: '1' },
      expires: new Date(nowMs + 500).toISOString(),
    };
    for (const command of [ledger, open, other, funds, hold]) pipeline.submit(command, 'p', asker);
    (await journal.next()).pass();
    await pipeline.allDurable();
    expect(pipeline.isExpiring).toBe(false);
    nowMs += 500;
    pipeline.submit({ t: 'capture', id: 7, key: 'c', hold: 5 }, 'p', asker);
    expect(pipeline.isExpiring).toBe(true);
    expect(pipeline.state?.accounts.get('A')?.held).toBe(0n);
    told.length = 0;
    (await journal.next()).pass();
    await pipeline.drain();
    expect(told).toEqual(['durable 6+1', 'event 6', 'c hold_settled', 'released 6']);
    expect(pipeline.isExpiring).toBe(false);
  });

  test('however many holds end at one instant, nothing is decided on money that they held before all have ended (R103)', async () => {
    let nowMs = 1_000_000;
    const { journal, pipeline, told, asker } = setUp(undefined, { now: () => nowMs });
    const count = limits.expiriesPerTurn + 2;
    holdMany(pipeline, asker, count, nowMs + 500);
    (await journal.next()).pass();
    await pipeline.allDurable();
    nowMs += 500;
    told.length = 0;
    const all: Command = { t: 'withdraw', id: 7, key: 'w', account: 'A', amount: '1000' };
    const capture: Command = { t: 'capture', id: 8, key: 'c', hold: 4 + count };
    pipeline.submit(all, 'p', asker);
    pipeline.submitTogether([capture], 'p', asker);
    pipeline.submit({ ...funds, key: 'd' }, 'p', asker);
    pipeline.submit({ ...funds, key: 'b', account: 'B' }, 'p', asker);
    expect(pipeline.state?.holds.size).toBe(2);
    await turn();
    pipeline.submit(all, 'p', asker);
    pipeline.submitTogether([capture], 'p', asker);
    expect(pipeline.state?.holds.size).toBe(0);
    for (let passed = 0; passed < 2; passed += 1) (await journal.next()).pass();
    await pipeline.drain();
    const end = 4 + 2 * count;
    expect(told.filter((line) => /^[cw] /.test(line))).toEqual([
      'w busy',
      'c busy',
      `w ${end + 3}`,
      'c hold_settled',
    ]);
  });

  test('so many holds end in a turn, however often the state is read in it, and in the end all', async () => {
    let nowMs = 1_000_000;
    const { journal, pipeline, asker } = setUp(undefined, { now: () => nowMs });
    const count = limits.expiriesPerTurn + 2;
    holdMany(pipeline, asker, count, nowMs + 500);
    (await journal.next()).pass();
    await pipeline.allDurable();
    nowMs += 500;
    for (let read = 0; read < 5; read += 1) pipeline.expireDue();
    expect(pipeline.state?.holds.size).toBe(2);
    await turn();
    pipeline.expireDue();
    expect(pipeline.state?.holds.size).toBe(0);
  });
});
