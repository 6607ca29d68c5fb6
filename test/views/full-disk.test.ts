import { expect, test } from 'vitest';
import type { Commit, JournalReader } from '../../server/journal/journal.ts';
import { Follower } from '../../server/views/follower.ts';
import { openViewsStore } from '../../server/views/open-store.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';
import { Fold } from './fold.ts';
import { bank } from './views-place.ts';

/** A journal that tells when it is read from the same place again. */
class ReadAgain implements JournalReader {
  readonly inner = new MemoryJournal();
  readonly #readAgain: () => void;
  #lastAfter = -1;

  constructor(readAgain: () => void) {
    this.#readAgain = readAgain;
  }

  get epoch(): string {
    return this.inner.epoch;
  }

  read(after: number, limit: number): Promise<Commit[]> {
    if (after === this.#lastAfter) this.#readAgain();
    this.#lastAfter = after;
    return this.inner.read(after, limit);
  }
}

test('views that find the disk full keep what they have, and go on when there is room', async () => {
  await using folder = await TemporaryFolder.make();
  let attempts = 1;
  const journal = new ReadAgain(() => {
    attempts += 1;
    expect(queries.trial(projector.books, undefined)).toEqual(atFirst);
    expect(follower.at).toBe(1);
    if (attempts === 3) db.pragma('max_page_count = 1000000');
  });
  const { db, projector, queries } = await openViewsStore(folder.file('views.sqlite'), journal, 'journal');
  const follower = new Follower(projector, journal, 'journal', {
    advanced: () => {},
    failed: (error) => {
      throw error;
    },
  });
  const keeper = bank();
  await keeper.commit(journal.inner);
  await follower.reach(1);
  const atFirst = queries.trial(projector.books, undefined);
  expect(atFirst).toEqual(new Fold(keeper.records).trial(undefined));

  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 2}`);
  for (let nth = 0; nth < 300; nth += 1) keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
  await keeper.commit(journal.inner);
  await follower.reach(2);
  expect(attempts).toBe(3);
  expect(queries.trial(projector.books, undefined)).toEqual(new Fold(keeper.records).trial(undefined));
  expect(queries.load(projector.books, 9)).toMatchObject(new Fold(keeper.records).load(9));
  await follower.end(new Error('the end'));
  db.close();
});

test('views that wait for room can be closed', async () => {
  await using folder = await TemporaryFolder.make();
  let waits: (() => void) | undefined;
  const waiting = new Promise<void>((resolve) => {
    waits = resolve;
  });
  const journal = new ReadAgain(() => waits?.());
  const { db, projector } = await openViewsStore(folder.file('views.sqlite'), journal, 'journal');
  const failures: unknown[] = [];
  const follower = new Follower(projector, journal, 'journal', {
    advanced: () => {},
    failed: (error) => failures.push(error),
  });
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  const keeper = bank();
  for (let nth = 0; nth < 300; nth += 1) keeper.ask({ t: 'deposit', account: 'A', amount: '1' });
  await keeper.commit(journal.inner);
  const reached = follower.reach(1);
  const rejected = expect(reached).rejects.toThrow('the end');
  await waiting;
  await follower.end(new Error('the end'));
  await rejected;
  expect(failures).toEqual([]);
  db.close();
});
