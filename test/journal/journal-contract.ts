import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { genesis } from '../../server/journal/chain.ts';
import type { Commit, CommitBody, Head, Journal } from '../../server/journal/journal.ts';
import { JournalError } from '../../server/journal-error.ts';

/** A place where one journal is kept. */
export interface JournalPlace extends AsyncDisposable {
  /** Opens the journal that is kept here; opened twice, it is one journal with two writers. */
  open(): Promise<Journal>;
}

/** A body that fits behind this head. */
export function bodyBehind(head: Head, records: readonly string[], atMs = 1_000): CommitBody {
  return { firstSeq: head.seq + 1, count: records.length, atMs, records: records.join('\n') };
}

/** Every commit of a journal. */
async function readAll(journal: Pick<Journal, 'read'>): Promise<Commit[]> {
  return await journal.read(0, Number.MAX_SAFE_INTEGER);
}

/** What every journal does, whatever keeps it. */
export function testJournalContract(makePlace: () => Promise<JournalPlace>): void {
  test('a new journal ends where its epoch begins', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    expect(journal.epoch).toMatch(/^[A-Za-z0-9_-]{21}$/);
    expect(journal.head).toEqual(genesis(journal.epoch));
    expect(await readAll(journal)).toEqual([]);
  });

  test('two journals have two epochs', async () => {
    await using here = await makePlace();
    await using there = await makePlace();
    await using one = await here.open();
    await using other = await there.open();
    expect(one.epoch).not.toBe(other.epoch);
  });

  test('commits are read as they were appended, in order', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    const bodies = [
      { firstSeq: 1, count: 2, atMs: 1_000, records: '{"a":1}\n{"b":"quoted \\" and \\\\"}' },
      { firstSeq: 3, count: 1, atMs: 1_000, records: '{"memo":"房租 🏠"}' },
      { firstSeq: 4, count: 3, atMs: 2_500, records: '{"c":3}\n{"d":4}\n{"e":5}' },
    ];
    for (const body of bodies) await journal.append(body, journal.head);
    const commits = await readAll(journal);
    expect(commits.map(({ hash: _, number: __, ...body }) => body)).toEqual(bodies);
    expect(commits.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(journal.head).toEqual({ number: 3, seq: 6, hash: commits[2]?.hash });
  });

  test('an append resolves with the head that it makes', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    const head = await journal.append(bodyBehind(journal.head, ['{}', '{}']), journal.head);
    expect(head).toEqual(journal.head);
    expect(head).toMatchObject({ number: 1, seq: 2 });
  });

  test('says by what it is durable, and nothing of appends before the first', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    expect(journal.durability).toEqual({
      journal: expect.stringMatching(/^[a-z]+$/),
      synchronous: expect.stringMatching(/^[A-Z]+$/),
    });
    expect(journal.appendMs).toBe(0);
  });

  test('reading begins behind the number asked for and ends at the limit', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    for (let nth = 1; nth <= 5; nth += 1) {
      await journal.append(bodyBehind(journal.head, [`{"nth":${nth}}`]), journal.head);
    }
    const numbers = async (after: number, limit: number): Promise<number[]> =>
      (await journal.read(after, limit)).map(({ number }) => number);
    expect(await numbers(0, 2)).toEqual([1, 2]);
    expect(await numbers(2, 2)).toEqual([3, 4]);
    expect(await numbers(4, 2)).toEqual([5]);
    expect(await numbers(5, 2)).toEqual([]);
    expect(await numbers(9, 2)).toEqual([]);
  });

  test.each([
    ['number', { number: 7 }],
    ['seq', { seq: 7 }],
    ['hash', { hash: '0'.repeat(64) }],
  ])('an append behind a head with another %s is a conflict and leaves nothing', async (_, other) => {
    await using place = await makePlace();
    await using journal = await place.open();
    await journal.append(bodyBehind(journal.head, ['{}']), journal.head);
    const { head } = journal;
    const expected = { ...head, ...other };
    expect(await failureOf(journal.append(bodyBehind(expected, ['{}']), expected))).toBe('conflict');
    expect(journal.head).toEqual(head);
    expect(await readAll(journal)).toHaveLength(1);
    await journal.append(bodyBehind(head, ['{}']), head);
    expect(await readAll(journal)).toHaveLength(2);
  });

  test('of two appends behind one head the first is made and the second is a conflict', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    const { head } = journal;
    const [first, second] = await Promise.allSettled([
      journal.append(bodyBehind(head, ['{"first":1}']), head),
      journal.append(bodyBehind(head, ['{"second":2}']), head),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { name: 'JournalError', failure: 'conflict' },
    });
    expect((await readAll(journal)).map(({ records }) => records)).toEqual(['{"first":1}']);
  });

  test('a writer that was overtaken hears of a conflict, learns the head and goes on behind it', async () => {
    await using place = await makePlace();
    await using one = await place.open();
    await using other = await place.open();
    const { head } = one;
    expect(other.head).toEqual(head);
    await one.append(bodyBehind(head, ['{"one":1}']), head);
    expect(await failureOf(other.append(bodyBehind(head, ['{"other":1}']), head))).toBe('conflict');
    expect(other.head).toEqual(one.head);
    await other.append(bodyBehind(other.head, ['{"other":2}']), other.head);
    expect((await readAll(one)).map(({ records }) => records)).toEqual(['{"one":1}', '{"other":2}']);
    expect(await readAll(other)).toEqual(await readAll(one));
  });

  test('a commit of refusals alone takes no seq', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    await journal.append(
      { firstSeq: 1, count: 0, atMs: 5, records: '{"refused":1}\n{"refused":2}' },
      journal.head,
    );
    expect(journal.head).toMatchObject({ number: 1, seq: 0 });
    await journal.append(bodyBehind(journal.head, ['{}']), journal.head);
    expect(journal.head).toMatchObject({ number: 2, seq: 1 });
  });

  test('a commit of 5,000 records comes back as it was', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    const records = Array.from(
      { length: 5_000 },
      (_, nth) => `{"nth":${nth},"memo":"${'é'.repeat(nth % 99)}"}`,
    );
    const body = bodyBehind(journal.head, records);
    await journal.append(body, journal.head);
    expect((await readAll(journal)).map((commit) => commit.records)).toEqual([body.records]);
    expect(journal.head.seq).toBe(5_000);
  });

  test('anybody can check the chain from the epoch to the head', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    for (const atMs of [3, 3, 9]) {
      await journal.append(bodyBehind(journal.head, ['{"é":1}', '{}'], atMs), journal.head);
    }
    let hash = sha256(`florin journal ${journal.epoch}`);
    for (const { number, firstSeq, count, atMs, records, hash: told } of await readAll(journal)) {
      hash = sha256(`${hash} ${number} ${firstSeq} ${count} ${atMs}\n${records}`);
      expect(told).toBe(hash);
    }
    expect(journal.head.hash).toBe(hash);
  });

  test.each([
    ['begins at another seq', { firstSeq: 3 }],
    ['is older than the commit before', { atMs: 999 }],
    ['counts less than nothing', { count: -1 }],
    ['holds no records', { records: '' }],
  ])('a body that %s is an error and leaves nothing', async (_, wrong) => {
    await using place = await makePlace();
    await using journal = await place.open();
    await journal.append(bodyBehind(journal.head, ['{}']), journal.head);
    const { head } = journal;
    await expect(journal.append({ ...bodyBehind(head, ['{}']), ...wrong }, head)).rejects.toThrow(
      /^commit 2 /,
    );
    expect(journal.head).toEqual(head);
    await journal.append(bodyBehind(head, ['{}']), head);
    expect(await readAll(journal)).toHaveLength(2);
  });
}

/** What only a journal that outlives its process does. */
export function testDurableJournal(makePlace: () => Promise<JournalPlace>): void {
  test('epoch, head and commits are there when it is opened again', async () => {
    await using place = await makePlace();
    const { epoch, head, commits } = await appendSome(place);
    await using journal = await place.open();
    expect(journal.epoch).toBe(epoch);
    expect(journal.head).toEqual(head);
    expect(await readAll(journal)).toEqual(commits);
    await journal.append(bodyBehind(head, ['{"next":1}']), head);
    expect(await readAll(journal)).toHaveLength(commits.length + 1);
  });

  test('tells how long the newest append took, and a refused one changes nothing of that', async () => {
    await using place = await makePlace();
    await using journal = await place.open();
    const beganMs = performance.now();
    await journal.append(bodyBehind(journal.head, ['{}']), journal.head);
    const { appendMs, head } = journal;
    expect(appendMs).toBeGreaterThan(0);
    expect(appendMs).toBeLessThan(performance.now() - beganMs);
    const elsewhere = { ...head, seq: 7 };
    expect(await failureOf(journal.append(bodyBehind(elsewhere, ['{}']), elsewhere))).toBe('conflict');
    expect(journal.appendMs).toBe(appendMs);
  });

  test('a journal that was closed does nothing more', async () => {
    await using place = await makePlace();
    const journal = await place.open();
    await journal[Symbol.asyncDispose]();
    await expect(journal.append(bodyBehind(journal.head, ['{}']), journal.head)).rejects.toThrow();
    await using again = await place.open();
    expect(await readAll(again)).toEqual([]);
  });
}

async function appendSome(place: JournalPlace): Promise<{ epoch: string; head: Head; commits: Commit[] }> {
  await using journal = await place.open();
  for (let nth = 1; nth <= 20; nth += 1) {
    await journal.append(bodyBehind(journal.head, [`{"nth":${nth}}`, '{"é":"🏠"}'], nth), journal.head);
  }
  return { epoch: journal.epoch, head: journal.head, commits: await readAll(journal) };
}

async function failureOf(append: Promise<Head>): Promise<string> {
  try {
    await append;
  } catch (error) {
    if (error instanceof JournalError) return error.failure;
    throw error;
  }
  return 'none';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
