import { type LoadOptions, LoadOptionsSchema } from '../../client/load/options.ts';
import { Progress } from '../../client/load/progress.ts';
import type { LoadResult } from '../../client/load/result.ts';
import { runLoad } from '../../client/load/run-load.ts';
import { connect } from '../../client/sdk/index.ts';

/** A small run's options: few accounts, few clients, a fraction of a second. */
export function smallOptions(url: string, options: Partial<LoadOptions> = {}): LoadOptions {
  return LoadOptionsSchema.parse({
    url,
    workload: 'transfer',
    ledger: 'load',
    accounts: 50,
    skew: 0,
    clients: 4,
    inflight: 10,
    driver: 'sdk',
    watchers: 1,
    watchMode: 'all',
    watchAccounts: 0,
    duration: 0.5,
    warmup: 0.05,
    seed: 1,
    threads: 1,
    ...options,
  });
}

/** Does a small run from this process. */
export async function loadHere(url: string, options: Partial<LoadOptions> = {}): Promise<LoadResult> {
  await using hub = connect(url);
  return await runLoad({
    hub,
    options: smallOptions(url, options),
    version: 'of this test',
    progress: new Progress({ write: () => undefined }),
    signal: new AbortController().signal,
    hurry: new AbortController().signal,
  });
}
