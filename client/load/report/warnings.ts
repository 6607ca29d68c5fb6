import type { LoadResult, TesterFigures } from '../result.ts';
import { countOf, countText, figureText, percentText } from './numbers.ts';

/** Share of an open loop's rate below which the hub is said to have fallen behind. */
const keptUpShare = 0.98;

const restarted =
  'The hub was started again during the run: latencies have the time that this took, and watchers may have been given a snapshot in place of what they missed.';

/** What a reader of the figures has to know first; each a sentence or two. */
export function warnings(result: LoadResult): string[] {
  const { options, seconds, interrupted, tester, hubAbsence } = result;
  const early = `Interrupted after ${figureText(seconds)} of ${figureText(options.duration)} s.`;
  const each = [
    interrupted ? early : undefined,
    limitWarning(result),
    hubAbsence === 'restarted' ? restarted : overloadWarning(result),
    testerWarning(tester),
  ];
  return each.filter((warning) => warning !== undefined);
}

/** Share of the commands acknowledged that the hub's limit must have turned away to be what is measured. */
const limitedShare = 0.01;

/** `undefined` where the hub's limit of commands a second hardly mattered, or its metrics do not tell. */
function limitWarning({ hub, commands: { acknowledged } }: LoadResult): string | undefined {
  if (hub === undefined || hub.rateLimited <= acknowledged * limitedShare) return undefined;
  return `The hub turned commands away ${countText(hub.rateLimited)} times, as one principal sent more a second than it takes (rate_limited): these figures are its limit, not what it can do. Start it with --commands-per-second 0 to measure that.`;
}

function overloadWarning({ options: { rate }, commands, seconds }: LoadResult): string | undefined {
  const { acknowledged, acknowledgedPerSecond, refused, skipped } = commands;
  if (rate === undefined) return undefined;
  const answered = Object.values(refused).reduce((sum, count) => sum + count, acknowledged);
  const due = rate * seconds;
  // So many as would have come by chance once in ten thousand runs are no sign of anything.
  if (answered >= due * keptUpShare - 4 * Math.sqrt(due)) return undefined;
  const never = skipped === 0 ? '' : `; ${countOf(skipped, 'command')} could not be sent at all`;
  return `${countText(acknowledgedPerSecond)} of ${countText(rate)} commands/s were acknowledged: hub or tester did not keep up. Latencies count from the moments when commands were due, so they grow as long as the run lasts${never}.`;
}

/** Share of its time above which the tester's busiest thread may be what limits the figures. */
const busyShare = 0.9;

/** `undefined` where the tester had time to spare. */
function testerWarning({ busiestThread, cpu }: TesterFigures): string | undefined {
  if (busiestThread <= busyShare) return undefined;
  if (cpu < busiestThread / 2) {
    return `The tester's busiest thread had work to do ${percentText(busiestThread)} of its time, and got a core for ${percentText(cpu)} at most: the machine is crowded, and these figures show that as well.`;
  }
  return `The tester's busiest thread worked ${percentText(busiestThread)} of its time: these figures may be the tester's limit and not the hub's. Give it more threads, or a rate.`;
}
