import type { AccountState } from '../../shared/transaction.ts';
import type { Change, WatchState } from './changes.ts';
import type { FlorinError } from './errors.ts';

/** What can be listened to on a watch. */
export interface WatchEvents {
  change: Change;
  state: WatchState;
}

/**
 * A live view of some accounts. It survives reconnects; iterate it (`for await`) or listen to it.
 *
 * A loop ends when the watch is closed, and throws the watch's failure; leaving a loop closes the watch, as
 * with Node's streams. A loop over a watch that is under way begins with a snapshot, and one that falls far
 * behind gets a snapshot of the newest state in place of what it missed. Listeners hear every change.
 */
export interface Watch extends AsyncIterable<Change, void, void>, AsyncDisposable {
  readonly state: WatchState;
  /** Why the watch ended by itself (say, an account that does not exist); undefined where it did not. */
  readonly failure: FlorinError | undefined;
  /** The accounts as last heard of, by id. */
  readonly accounts: ReadonlyMap<string, AccountState>;
  /** Seq of the newest state known, 0 before the first. */
  readonly seq: number;

  /** Resolves once there is a first snapshot; rejects with the failure, or with `NotSent` where it was closed. */
  ready(): Promise<void>;

  /** Returns what takes the listener off again. */
  on<E extends keyof WatchEvents>(event: E, listener: (value: WatchEvents[E]) => void): () => void;

  /** Ends the watch and every loop over it. */
  close(): void;
}
