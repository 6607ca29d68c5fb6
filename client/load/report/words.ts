import type { JudgedGoal } from '../fail-on.ts';
import type { LoadOptions } from '../options.ts';
import type { HubAbsence, LedgerCheck, LoadResult } from '../result.ts';
import { countOf, countText, figureText, measureText } from './numbers.ts';

/** What a run was and how it ended, in sentences that all reports for people share. */

/** What of a ledger or of accounts watchers are shown. */
const watchModes = { all: 'all transactions', latest: 'latest balances' } as const;

const workloads: Readonly<Record<LoadOptions['workload'], string>> = {
  transfer: 'Transfers between',
  deposit: 'Deposits into',
  mixed: 'Commands of all kinds and reads on',
  watch: 'beside transfers between',
};

/** What was asked of the hub: `Transfers between 100,000 accounts, each equally likely`. */
export function workloadWords({ workload, accounts, skew, watchers }: LoadResult['options']): string {
  const watching = workload === 'watch' ? `${countOf(watchers, 'watcher')} ` : '';
  const likelihood = skew === 0 ? 'each equally likely' : `by a Zipf distribution of exponent ${skew}`;
  return `${watching}${workloads[workload]} ${countOf(accounts, 'account')}, ${likelihood}`;
}

/** By whom, how hard and for how long. */
export function settingWords(options: LoadResult['options']): string {
  const { clients, inflight, rate, driver, watchers, watchMode, watchAccounts, duration, warmup } = options;
  const how = driver === 'sdk' ? 'over the SDK' : 'over plain WebSockets, one command a frame';
  const load =
    rate === undefined
      ? `Closed loop: ${countOf(clients, 'client')} ${how}, ${countText(inflight)} in flight each`
      : `Open loop: ${countText(rate)} commands/s at random moments from ${countOf(clients, 'client')} ${how}, at most ${countText(inflight)} in flight each`;
  const watched = watchAccounts === 0 ? 'the ledger' : `${countOf(watchAccounts, 'account')} each`;
  const watching =
    watchers === 0
      ? 'nobody watches'
      : `${countOf(watchers, 'watcher')} of ${watchModes[watchMode]} of ${watched}`;
  return `${load}; ${watching}; ${duration} s after ${warmup} s of warm-up; seed ${options.seed}.`;
}

/** Whether the ledger is right, in a sentence; where it is not, the problems say more. */
export function checkWords(check: LedgerCheck): string {
  const { state, problems, found, accounts, watchers, askedAgain, seconds } = check;
  const took = `${figureText(seconds)} s`;
  if (state === 'wrong') return `The ledger is not what the run was told (checked in ${took}).`;
  if (state !== 'right') return problems.join(' ');
  const again =
    askedAgain.of === 0
      ? ''
      : ` Of ${countOf(askedAgain.of, 'command')} refused or unanswered, ${countText(askedAgain.asked)} were asked about again, with the same answer.`;
  const seen = watchers === 0 ? '' : ` and with what ${countOf(watchers, 'watcher')} saw`;
  return `All ${countOf(found, 'command')} (warm-up included) are in the ledger once, as sent and answered; that agrees with the histories of ${countOf(accounts, 'account')}${seen} (checked in ${took}).${again}`;
}

/** Why a run has no figures of the hub. */
export const hubAbsences: Readonly<Record<HubAbsence, string>> = {
  restarted: 'was started again during the run: no figures',
  silent: 'did not show its metrics at the end: no figures',
  none: 'showed no metrics',
};

/** `p99<50ms: 33.1 ms`. */
export function goalWords({ goal, value }: JudgedGoal): string {
  const { text, measure } = goal;
  return `${text}: ${value === undefined ? `no figure, since ${measure.absent}` : measureText(measure, value)}`;
}
