import type { LoadOptions } from '../options.ts';
import { CounterRandom } from '../random.ts';
import { accountName } from '../workload.ts';

/** Streams of random numbers from here on are the watchers'; those below are the threads'. */
const watcherStreams = 2 ** 16;

/**
 * Numbers of the accounts that a watcher of a run watches, by the watcher's number: a random stretch, which
 * holds hot and cold accounts as any other. Undefined for the whole ledger.
 */
export function watchedAccounts(
  { seed, accounts, watchAccounts }: Pick<LoadOptions, 'seed' | 'accounts' | 'watchAccounts'>,
  watcher: number,
): readonly number[] | undefined {
  if (watchAccounts === 0) return undefined;
  const random = new CounterRandom(seed);
  random.seek(watcherStreams + watcher, 0);
  const first = random.below(accounts);
  const count = Math.min(watchAccounts, accounts);
  return Array.from({ length: count }, (_, place) => (first + place) % accounts);
}

/** What names the accounts, or the whole ledger, in a `watch` request. */
export function watchTarget(ledger: string, accounts: readonly number[] | undefined): string {
  if (accounts === undefined) return `"ledger":${JSON.stringify(ledger)}`;
  return `"accounts":${JSON.stringify(accounts.map((number) => accountName(ledger, number)))}`;
}
