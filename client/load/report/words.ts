import type { JudgedGoal } from '../fail-on.ts';
import type { LoadOptions } from '../options.ts';
import type { LedgerCheck, LoadResult, TesterFigures } from '../result.ts';
import { countOf, countText, figureText, measureText, percentText } from './numbers.ts';

/** What a run was and how it ended, in sentences that all reports for people share. */

const workloads: Readonly<Record<LoadOptions['workload'], string>> = {
  transfer: 'Transfers between',
  deposit: 'Deposits into',
  mixed: 'Transfers, deposits, withdrawals and reads on',
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
  const watched = watchAccounts === 0 ? 'the whole ledger' : `${countOf(watchAccounts, 'account')} each`;
  const watching =
    watchers === 0 ? 'nobody watches' : `${countOf(watchers, 'watcher')} of ${watched} (${watchMode})`;
  return `${load}; ${watching}; ${duration} s after ${warmup} s of warm-up; seed ${options.seed}.`;
}

/** Share of its time above which the tester's busiest thread may be what limits the figures. */
const busyShare = 0.9;

/** `undefined` where the tester had time to spare. */
export function testerWarning({ busiestThread, cpu }: TesterFigures): string | undefined {
  if (busiestThread <= busyShare) return undefined;
  if (cpu < busiestThread / 2) {
    return `The tester's busiest thread had work to do ${percentText(busiestThread)} of its time, and got a core for ${percentText(cpu)} at most: the machine is crowded, and these figures show that as well.`;
  }
  return `The tester's busiest thread worked ${percentText(busiestThread)} of its time: these figures may be the tester's limit and not the hub's. Give it more threads, or a rate.`;
}

/** Whether the ledger is right, in a sentence; where it is not, the problems say more. */
export function checkWords(check: LedgerCheck): string {
  const { problems, found, accounts, watchers, askedAgain, seconds } = check;
  const took = `${figureText(seconds)} s`;
  if (problems.length > 0) return `The check of the ledger failed (${took}).`;
  const again =
    askedAgain.of === 0
      ? ''
      : ` ${countText(askedAgain.asked)} of ${countOf(askedAgain.of, 'command')} refused or unanswered asked about again, with the same answer.`;
  return `The ledger is what the run was told: ${countOf(found, 'command')} found (warm-up included), each once and as sent; the histories of ${countOf(accounts, 'account')} and what ${countOf(watchers, 'watcher')} saw agree with them (checked in ${took}).${again}`;
}

/** `p99<50ms: 33.1 ms`. */
export function goalWords({ goal, value }: JudgedGoal): string {
  const { text, measure } = goal;
  return `${text}: ${value === undefined ? `no figure, since ${measure.absent}` : measureText(measure, value)}`;
}
