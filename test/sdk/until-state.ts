import type { Hub, HubState } from '../../client/sdk/index.ts';

/** Resolves with the hub's state as soon as it is of this kind. */
export function untilState<K extends HubState['kind']>(
  hub: Hub,
  kind: K,
): Promise<Extract<HubState, { kind: K }>> {
  const isOf = (state: HubState): state is Extract<HubState, { kind: K }> => state.kind === kind;
  return new Promise((resolve) => {
    const { state } = hub;
    if (isOf(state)) {
      resolve(state);
      return;
    }
    const off = hub.on('state', (later) => {
      if (!isOf(later)) return;
      off();
      resolve(later);
    });
  });
}
