import { connect } from '../../client/sdk/index.ts';
import type { Tally } from './tally.ts';
import type { Transfers } from './transfers.ts';

/** The same through the SDK, which packs what leaves in one tick into a frame. */
export async function sdkLoad(
  url: string,
  connections: number,
  inflight: number,
  transfers: Transfers,
  tally: Tally,
): Promise<() => Promise<void>> {
  const hubs = Array.from({ length: connections }, () => connect(url));
  await Promise.all(hubs.map((hub) => hub.ready()));
  let ended = false;
  const loops = hubs.flatMap((hub) =>
    Array.from({ length: inflight }, async () => {
      while (!ended) {
        const sentMs = performance.now();
        await hub.transfer(transfers.next());
        tally.answer(sentMs);
      }
    }),
  );
  return async () => {
    ended = true;
    await Promise.all(loops);
    for (const hub of hubs) await hub.close();
  };
}
