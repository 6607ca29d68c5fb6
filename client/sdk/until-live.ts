import { CannotConnect, NotSent } from './errors.ts';
import type { HubState } from './hub-state.ts';
import { after } from './timer.ts';

/** What is waited for: a hub. */
interface Connecting {
  readonly state: HubState;
  on(event: 'state', listener: (state: HubState) => void): () => void;
}

/** See `Hub.ready`. */
export async function untilLive(
  hub: Connecting,
  {
    signal,
    timeoutMs = Number.POSITIVE_INFINITY,
  }: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
): Promise<void> {
  const undo: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (state: HubState): void => {
        if (state.kind === 'live') resolve();
        if (state.kind === 'closed') reject(state.cause ?? new NotSent('closed', undefined));
      };
      const abort = (): void => reject(new NotSent('aborted', undefined, { cause: signal?.reason }));
      if (signal?.aborted) abort();
      look(hub.state);
      signal?.addEventListener('abort', abort);
      undo.push(
        hub.on('state', look),
        () => signal?.removeEventListener('abort', abort),
        after(timeoutMs, () => reject(outOfTime(hub.state, timeoutMs))),
      );
    });
  } finally {
    for (const each of undo) each();
  }
}

function outOfTime(state: HubState, timeoutMs: number): CannotConnect {
  const message = `no connection within ${timeoutMs} ms`;
  if (state.kind !== 'reconnecting') return new CannotConnect('unreachable', message);
  const { cause } = state;
  return new CannotConnect('unreachable', `${message}: ${cause.message}`, cause.closeCode, { cause });
}
