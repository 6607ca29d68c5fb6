import type { Unusual } from '../analysis/amount-history.ts';
import type { Change } from '../sdk/changes.ts';
import type { Hub } from '../sdk/hub.ts';
import type { Watch } from '../sdk/watch.ts';
import type { LiveJudge } from './live-judge.ts';
import type { Output } from './output.ts';
import { changeObjects } from './result-json.ts';

/** Quiet after which the reader is tried. */
const probeAfterMs = 500;

/** Prints each change of a watch as NDJSON, until the watch ends; the connection's troubles go to stderr. */
export async function runWatchStream(
  hub: Hub,
  watch: Watch,
  judge: LiveJudge,
  output: Output,
): Promise<void> {
  let isLost = false;
  const stop = hub.on('state', ({ kind }) => {
    if (kind === 'reconnecting' && !isLost) output.remark('connection lost, reconnecting');
    if (kind === 'live' && isLost) output.remark('connected again');
    if (kind === 'reconnecting' || kind === 'live') isLost = kind === 'reconnecting';
  });
  let probe: NodeJS.Timeout | undefined;
  try {
    for await (const change of watch) {
      output.objects(changeObjects(change, unusualOf(change, judge)));
      clearTimeout(probe);
      probe = setTimeout(() => output.probe(), probeAfterMs);
    }
  } finally {
    clearTimeout(probe);
    stop();
  }
}

function unusualOf(change: Change, judge: LiveJudge): Unusual | undefined {
  if (change.kind === 'snapshot' || change.delta === undefined) return undefined;
  return judge.take(change.account.account, change.delta, change.seq);
}
