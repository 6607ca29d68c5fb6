import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import {
  findSeries,
  growth,
  histogramBetween,
  labelledGrowth,
  parseSeries,
  quantile,
  type Series,
} from '../metrics/prometheus.ts';
import type { HubAddress } from './options.ts';
import type { HubAbsence, HubFigures } from './result.ts';

/** The hub's own metrics, as its `/metrics` shows them at one moment. */
export type HubSample = readonly Series[];

const scrapeWithinMs = 5_000;
const metricsCharsMax = 1024 * 1024;
const rateLimited = { name: 'florin_commands_total', label: 'outcome', value: 'rate_limited' } as const;
/** Below so many commands, what a hub does anyway hides what they cost. */
const commandsMin = 1_000;

/** Reads `/metrics` beside a hub's WebSocket address; `undefined` where there is nothing to read. */
export async function scrapeHub({ url, token, ca }: HubAddress): Promise<HubSample | undefined> {
  try {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(scrapeWithinMs);
    const metrics = metricsUrl(url);
    // Not `fetch`, which cannot be told whom to trust.
    const request =
      metrics.protocol === 'https:'
        ? https.get(metrics, { headers, signal, ca })
        : http.get(metrics, { headers, signal });
    const response = await answerTo(request);
    if (response.statusCode === 200) return parseSeries(await boundedText(response));
    response.destroy();
    return undefined;
  } catch {
    return undefined;
  }
}

/** `ws://host:port/ws` to `http://host:port/metrics`. */
function metricsUrl(url: string): URL {
  const metrics = new URL('/metrics', url);
  metrics.protocol = metrics.protocol === 'wss:' ? 'https:' : 'http:';
  return metrics;
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Whoever is cut off amid the answer hears of it there.
    request.on('error', reject);
  });
}

async function boundedText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > metricsCharsMax) throw new Error('the metrics are too long');
  }
  return text;
}

/** What the hub did between two samples, in which it acknowledged so many commands; or why they do not tell. */
export function hubFigures(
  before: HubSample | undefined,
  after: HubSample | undefined,
  commands: number,
): HubFigures | HubAbsence {
  if (before === undefined) return 'none';
  if (after === undefined) return 'silent';
  if ((growth(before, after, 'process_start_time_seconds') ?? 0) !== 0) return 'restarted';
  const info = findSeries(after, 'florin_info')?.labels;
  const commits = growth(before, after, 'florin_commit_records_count');
  const residentBytes = lastOf(after, 'process_resident_memory_bytes');
  const viewsLagCommits = lastOf(after, 'florin_views_lag_commits');
  if (
    info === undefined ||
    commits === undefined ||
    residentBytes === undefined ||
    viewsLagCommits === undefined
  ) {
    return 'none';
  }
  const micros = (name: string): number | undefined => {
    const seconds = growth(before, after, name);
    return seconds === undefined || commands < commandsMin ? undefined : (seconds * 1e6) / commands;
  };
  const durations = histogramBetween(before, after, 'florin_commit_duration_seconds');
  return {
    version: info.get('version') ?? 'unknown',
    durability: `${info.get('journal') ?? 'unknown'}, synchronous=${info.get('synchronous') ?? 'unknown'}`,
    commits,
    recordsPerCommit: histogramBetween(before, after, 'florin_commit_records')?.mean,
    commitMs: durations && {
      mean: durations.mean * 1e3,
      p50: quantile(durations.buckets, 0.5) * 1e3,
      p99: quantile(durations.buckets, 0.99) * 1e3,
    },
    mainCpuMicros: micros('florin_main_thread_cpu_seconds_total'),
    allCpuMicros: micros('process_cpu_seconds_total'),
    residentBytes,
    viewsLagCommits,
    rateLimited: labelledGrowth(before, after, rateLimited),
  };
}

function lastOf(sample: HubSample, name: string): number | undefined {
  return findSeries(sample, name)?.value;
}
