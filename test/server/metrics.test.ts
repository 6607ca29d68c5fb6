import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { findSeries, parseSeries, type Series } from '../../client/metrics/prometheus.ts';
import { readSections, rows } from '../../server/http/documents/protocol-page.ts';
import { Hub } from '../../server/hub.ts';
import type { CommitBody, Head } from '../../server/journal/journal.ts';
import { JournalError } from '../../server/journal-error.ts';
import { version } from '../../server/version.ts';
import { openLocalViews } from '../../server/views/local-views.ts';
import { CommandSchema } from '../../shared/commands.ts';
import { books, command, done, openAccounts } from '../support/errands.ts';
import { MemoryJournal } from '../support/memory-journal.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

/** `/metrics`, of a server as users run it and of a hub within this process. */

const cleanUps: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function metricsUrl(url: string): URL {
  return new URL('/metrics', url.replace('ws:', 'http:'));
}

async function seriesOf(url: string): Promise<Series[]> {
  return parseSeries(await (await fetch(metricsUrl(url))).text());
}

/** The values of a metric by its labels' values, joined by spaces. */
function valuesOf(sample: readonly Series[], name: string): Record<string, number> {
  const found = sample.filter((series) => series.name === name);
  return Object.fromEntries(found.map(({ labels, value }) => [[...labels.values()].join(' '), value]));
}

function growth(before: readonly Series[], after: readonly Series[], name: string): number {
  return (findSeries(after, name)?.value ?? Number.NaN) - (findSeries(before, name)?.value ?? Number.NaN);
}

test('are in the format of Prometheus, and say what runs', async () => {
  await using server = await ServerProcess.start();
  const response = await fetch(metricsUrl(server.url));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(text).toContain(`\nflorin_info{version="${version}",journal="sqlite",synchronous="FULL"} 1\n`);
  for (const line of text.split('\n')) {
    if (line !== '' && !line.startsWith('#')) expect(parseSeries(line)).toHaveLength(1);
  }
  expect((await fetch(new URL('?format=any', metricsUrl(server.url)))).status).toBe(200);
});

test('count commands by kind and by what they were answered, and no account is named', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  const none = valuesOf(await seriesOf(server.url), 'florin_commands_total');
  const kinds = [...CommandSchema.def.options.flatMap(({ shape }) => shape.t.def.values), 'expire'];
  expect(none).toEqual(Object.fromEntries(kinds.map((kind) => [`${kind} ok`, 0])));
  await openAccounts(client, 'secretive', { 'secret-one': '10', 'secret-two': '5' });
  const transfer = command({ t: 'transfer', from: 'secret-one', to: 'secret-two', amount: '1' });
  for (const request of [
    transfer,
    { ...transfer, id: 'replayed' },
    { ...transfer, id: 'reused', amount: '2' },
    command({ t: 'transfer', from: 'secret-one', to: 'secret-two', amount: '1000' }),
    command({ t: 'withdraw', account: 'secret-none', amount: '1' }),
    // Not remembered under its key.
    command({ t: 'deposit', account: 'secret-one', amount: '1', deadline: '2020-01-01T00:00:00Z' }),
    { t: 'deposit', id: 'malformed' },
  ]) {
    await client.ask(request);
  }
  const text = await (await fetch(metricsUrl(server.url))).text();
  expect(valuesOf(parseSeries(text), 'florin_commands_total')).toEqual({
    ...none,
    'transfer ok': 1,
    'transfer replayed': 1,
    'transfer key_reused': 1,
    'transfer insufficient_funds': 1,
    'deposit ok': 2,
    'deposit expired': 1,
    'withdraw unknown_account': 1,
    'open ok': 2,
    'ledger ok': 1,
  });
  expect(text).not.toContain('secret');
});

test('measure each commit: its records, its time on the disk, and until all was told', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  const before = await seriesOf(server.url);
  for (let nth = 0; nth < 3; nth += 1) await done(client, { t: 'deposit', account: 'A', amount: '1' });
  // A refusal that is kept is a record; an answer that waits for nothing is no commit.
  await client.ask(command({ t: 'deposit', account: 'Z', amount: '1' }));
  await client.ask({ t: 'get', id: 'get', accounts: ['A'] });
  const after = await seriesOf(server.url);
  for (const name of ['records', 'duration_seconds', 'release_seconds']) {
    expect([name, growth(before, after, `florin_commit_${name}_count`)]).toEqual([name, 4]);
  }
  expect(growth(before, after, 'florin_commit_records_sum')).toBe(4);
  const onDisk = growth(before, after, 'florin_commit_duration_seconds_sum');
  expect(onDisk).toBeGreaterThan(0);
  expect(growth(before, after, 'florin_commit_release_seconds_sum')).toBeGreaterThan(onDisk);
});

test('tell connections, seq, and how far the views are', async () => {
  await using server = await ServerProcess.start();
  const client = await RawClient.connect(server.url);
  await using other = await RawClient.connect(server.url);
  const { seq } = await done(client, { t: 'deposit', account: 'A', amount: '1' });
  // The books are told once the views have all that was committed.
  await books(other);
  const sample = await seriesOf(server.url);
  expect(valuesOf(sample, 'florin_connections')).toEqual({ '': 2 });
  expect(valuesOf(sample, 'florin_seq')).toEqual({ '': seq });
  expect(valuesOf(sample, 'florin_views_lag_commits')).toEqual({ '': 0 });
  await client[Symbol.asyncDispose]();
  await expect
    .poll(async () => valuesOf(await seriesOf(server.url), 'florin_connections'))
    .toEqual({ '': 1 });
});

test('measure what commands wait for their replies, each with its commit', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  const before = await seriesOf(server.url);
  const deposits = Array.from({ length: 20 }, () => command({ t: 'deposit', account: 'A', amount: '1' }));
  client.send(deposits.map((each) => JSON.stringify(each)).join('\n'));
  await client.replyText(deposits.at(-1)?.id ?? '');
  await client.ask({ t: 'get', id: 'get', accounts: ['A'] });
  const after = await seriesOf(server.url);
  expect(growth(before, after, 'florin_ack_seconds_count')).toBe(20);
  // One frame is one commit: its time counts for each of its commands.
  const released = growth(before, after, 'florin_commit_release_seconds_sum');
  expect(growth(before, after, 'florin_commit_release_seconds_count')).toBe(1);
  expect(growth(before, after, 'florin_ack_seconds_sum')).toBeCloseTo(released * 20, 9);
  expect(valuesOf(after, 'florin_ack_seconds_bucket')['+Inf']).toBe(
    findSeries(after, 'florin_ack_seconds_count')?.value,
  );
});

test('measure what watchers wait for their events', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  await using watcher = await RawClient.connect(server.url);
  await watcher.ask({ t: 'watch', id: 'watch', accounts: ['A'] });
  const before = await seriesOf(server.url);
  await done(client, { t: 'deposit', account: 'B', amount: '1' });
  await done(client, { t: 'deposit', account: 'A', amount: '1' });
  await watcher.next('tx');
  await expect
    .poll(async () => growth(before, await seriesOf(server.url), 'florin_fan_out_seconds_count'))
    .toBe(1);
  expect(growth(before, await seriesOf(server.url), 'florin_fan_out_seconds_sum')).toBeGreaterThan(0);
});

test('count connections that ended by why they did', async () => {
  await using server = await ServerProcess.start();
  const before = await seriesOf(server.url);
  const ends: readonly ((client: RawClient) => void)[] = [
    (client) => client.send('no JSON'),
    (client) => client.socket.send(Buffer.from('{}')),
    (client) => client.send('x'.repeat(70_000)),
    (client) => client.socket.close(),
    (client) => client.socket.terminate(),
  ];
  for (const end of ends) {
    await using client = await RawClient.connect(server.url);
    end(client);
    await client.closed();
  }
  const counted = async (): Promise<unknown> => {
    const [old, now] = [before, await seriesOf(server.url)].map((sample) =>
      valuesOf(sample, 'florin_closes_total'),
    );
    const grown = Object.entries(now ?? {}).map(([cause, count]) => [cause, count - (old?.[cause] ?? 0)]);
    return Object.fromEntries(grown.filter(([, count]) => count !== 0));
  };
  await expect.poll(counted).toEqual({ badFrame: 1, notText: 1, frameTooLarge: 1, peer: 1, lost: 1 });
});

test('count watches that got on again, by what they got on with', async () => {
  await using server = await ServerProcess.start();
  const client = await RawClient.connect(server.url, { keepWelcome: true });
  const { epoch, seq } = await client.next('welcome');
  await client.ask({ t: 'watch', id: 1, accounts: ['A'] });
  await client.ask({ t: 'watch', id: 2, accounts: ['A'], since: { epoch, seq } });
  await client.ask({ t: 'watch', id: 3, accounts: ['A'], since: { epoch: 'another', seq } });
  expect(valuesOf(await seriesOf(server.url), 'florin_watch_recoveries_total')).toEqual({
    since: 1,
    snapshot: 1,
    lagged: 0,
  });
  await client[Symbol.asyncDispose]();
});

test('tell open holds, and what is unsent and undurable', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  const { seq } = await done(client, { t: 'hold', from: 'A', to: 'B', amount: '1' });
  await done(client, { t: 'hold', from: 'A', to: 'B', amount: '1' });
  expect(valuesOf(await seriesOf(server.url), 'florin_open_holds')).toEqual({ '': 2 });
  await done(client, { t: 'release', hold: seq });
  await books(client);
  const sample = await seriesOf(server.url);
  for (const name of ['florin_unsent_bytes', 'florin_undurable_commands', 'florin_views_lag_transactions']) {
    expect([name, valuesOf(sample, name)]).toEqual([name, { '': 0 }]);
  }
  expect(valuesOf(sample, 'florin_open_holds')).toEqual({ '': 1 });
});

test('are all in the table of docs/OPERATIONS.md, with their kinds, and no others', async () => {
  await using server = await ServerProcess.start();
  const text = await (await fetch(metricsUrl(server.url))).text();
  const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]);
  const page = readFileSync(new URL('../../../docs/OPERATIONS.md', import.meta.url), 'utf8');
  const table = readSections(page).find(({ path }) => path.at(-1) === 'Metrics');
  if (table === undefined) throw new Error('docs/OPERATIONS.md has no section Metrics');
  expect(rows(table).map(([name, kind]) => [name, kind])).toEqual(told.sort());
  const labels = new Map(rows(table).map(([name = '', , named = '']) => [name, named]));
  for (const { name, labels: found } of parseSeries(text)) {
    const named = labels.get(name) ?? labels.get(name.replace(/_(?:bucket|sum|count)$/, ''));
    const names = [...found.keys()].filter((label) => label !== 'le');
    expect([name, named]).toEqual([name, names.join(', ')]);
  }
});

test('tell what the process uses', async () => {
  await using server = await ServerProcess.start();
  const sample = await seriesOf(server.url);
  const value = (name: string): number => findSeries(sample, name)?.value ?? Number.NaN;
  expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(10 * 2 ** 20);
  expect(value('process_start_time_seconds') * 1e3).toBeLessThan(Date.now());
  if (process.platform === 'linux') {
    expect(value('florin_main_thread_cpu_seconds_total')).toBeGreaterThan(0);
  }
  await expect
    .poll(async () => findSeries(await seriesOf(server.url), 'florin_event_loop_delay_seconds_count')?.value)
    .toBeGreaterThan(0);
});

/** A journal whose disk is full when the test says so. */
class FillingJournal extends MemoryJournal {
  isFull = false;

  override async append(body: CommitBody, expected: Head): Promise<Head> {
    if (this.isFull) throw new JournalError('refused', 'the disk is full');
    return super.append(body, expected);
  }
}

async function startHub(): Promise<{ hub: Hub; journal: FillingJournal }> {
  const journal = new FillingJournal();
  const views = await openLocalViews({ journal, recentMax: 100 });
  cleanUps.push(() => views[Symbol.asyncDispose]());
  const options = { host: '127.0.0.1', port: 0, demo: true };
  const hub = await Hub.start(options, journal, views, pino({ level: 'silent' }), (error) => {
    throw error;
  });
  cleanUps.push(() => hub.stop());
  return { hub, journal };
}

test('two hubs in one process each have their own', async () => {
  const [one, other] = [await startHub(), await startHub()];
  await using client = await RawClient.connect(one.hub.url);
  await done(client, { t: 'deposit', account: 'A', amount: '1' });
  const [busy, idle] = [await seriesOf(one.hub.url), await seriesOf(other.hub.url)];
  expect(findSeries(busy, 'florin_info')?.labels.get('journal')).toBe('memory');
  expect(findSeries(busy, 'florin_info')?.labels.get('synchronous')).toBe('OFF');
  expect(valuesOf(busy, 'florin_commands_total')).toMatchObject({ 'deposit ok': 1 });
  expect(valuesOf(idle, 'florin_commands_total')).toMatchObject({ 'deposit ok': 0 });
  expect([findSeries(busy, 'florin_seq')?.value, findSeries(idle, 'florin_seq')?.value]).toEqual([9, 8]);
});

test('count what was turned away while nothing can be made durable', async () => {
  const { hub, journal } = await startHub();
  await using client = await RawClient.connect(hub.url);
  journal.isFull = true;
  const deposit = command({ t: 'deposit', account: 'A', amount: '1' });
  expect(await client.ask(deposit)).toMatchObject({ code: 'unavailable' });
  journal.isFull = false;
  expect(valuesOf(await seriesOf(hub.url), 'florin_commands_total')).toMatchObject({
    'deposit ok': 0,
    'deposit unavailable': 1,
  });
  const commits = findSeries(await seriesOf(hub.url), 'florin_commit_records_count')?.value;
  // The beginning alone.
  expect(commits).toBe(1);
  expect(valuesOf(await seriesOf(hub.url), 'florin_commits_refused_total')).toEqual({ '': 1 });
});
