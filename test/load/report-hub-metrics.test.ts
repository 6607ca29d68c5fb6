import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type HubSample, hubFigures, scrapeHub } from '../../client/load/hub-metrics.ts';
import { parseSeries } from '../../client/metrics/prometheus.ts';
import { version } from '../../server/version.ts';
import { doneAll, openAccounts } from '../support/errands.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerProcess } from '../support/server-process.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function scrape(url: string): Promise<HubSample> {
  const sample = await scrapeHub({ url });
  if (sample === undefined) throw new Error('the hub shows no metrics');
  return sample;
}

test('the figures of a hub are what it did between two samples', async () => {
  await using server = await ServerProcess.start();
  await using client = await RawClient.connect(server.url);
  await openAccounts(client, 'figures', { 'figures-1': '1000', 'figures-2': '0' });
  const before = await scrape(server.url);
  const transfers = Array.from({ length: 1_000 }, () => ({
    t: 'transfer',
    from: 'figures-1',
    to: 'figures-2',
    amount: '1',
  }));
  await doneAll(client, transfers);
  const figures = hubFigures(before, await scrape(server.url), transfers.length);
  if (typeof figures === 'string') throw new Error('the hub has figures');
  const { commits, recordsPerCommit = 0, commitMs, allCpuMicros = 0 } = figures;
  expect(figures).toMatchObject({ version, durability: 'sqlite, synchronous=FULL' });
  expect(commits).toBeGreaterThan(0);
  expect(commits * recordsPerCommit).toBeCloseTo(transfers.length, 6);
  expect(commitMs?.p50).toBeGreaterThan(0);
  expect(commitMs?.p99).toBeGreaterThanOrEqual(commitMs?.p50 ?? Number.NaN);
  expect(commitMs?.mean).toBeGreaterThan(0);
  expect(allCpuMicros).toBeGreaterThan(0);
  expect(figures.residentBytes).toBeGreaterThan(10 * 2 ** 20);
  expect(figures.viewsLagCommits).toBeGreaterThanOrEqual(0);
  if (process.platform === 'linux') expect(figures.mainCpuMicros).toBeGreaterThanOrEqual(0);
});

test('a hub that did nothing has no times, and one that did little tells not what a command cost', async () => {
  await using server = await ServerProcess.start();
  const before = await scrape(server.url);
  const after = await scrape(server.url);
  expect(hubFigures(before, after, 999)).toMatchObject({ mainCpuMicros: undefined, allCpuMicros: undefined });
  expect(hubFigures(before, after, 0)).toMatchObject({
    commits: 0,
    recordsPerCommit: undefined,
    commitMs: undefined,
    mainCpuMicros: undefined,
    allCpuMicros: undefined,
  });
});

test('a hub that was started in between has no figures', async () => {
  await using server = await ServerProcess.start();
  const before = await scrape(server.url);
  await server.restart();
  expect(hubFigures(before, await scrape(server.url), 1)).toBe('restarted');
  expect(hubFigures(before, undefined, 1)).toBe('silent');
});

test('a hub that is gone, or that shows none, has no metrics', async () => {
  expect(
    await scrapeHub({ url: await serve((_, response) => response.writeHead(404).end('not found')) }),
  ).toBeUndefined();
  expect(await scrapeHub({ url: await serve((request) => request.socket.destroy()) })).toBeUndefined();
  const url = await serve((_, response) => response.end());
  await cleanUps.pop()?.();
  expect(await scrapeHub({ url })).toBeUndefined();
  expect(await scrapeHub({ url: 'no address' })).toBeUndefined();
});

test('metrics without an end are given up', async () => {
  const url = await serve((_, response) => {
    const more = (): void => {
      while (response.write('florin_info 1\n'.repeat(1_000)));
    };
    response.on('drain', more);
    more();
  });
  expect(await scrapeHub({ url })).toBeUndefined();
});

test('of a stranger there are no figures', async () => {
  const url = await serve((request, response) => response.end(`stranger{path="${request.url}"} 1\n`));
  const sample = await scrape(`${url}/elsewhere?with=parts`);
  expect(sample).toEqual(parseSeries('stranger{path="/metrics"} 1'));
  expect(hubFigures(sample, sample, 1)).toBe('none');
  expect(hubFigures(undefined, sample, 1)).toBe('none');
});

/** An HTTP server that answers like this, and the WebSocket address that a hub there would have. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has a port');
  return `ws://127.0.0.1:${address.port}/ws`;
}
