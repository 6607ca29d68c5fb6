import type { Access } from '../access/access.ts';
import type { FreshlyCommitted } from './committed.ts';
import type { Conflations } from './conflation.ts';
import type { Outbox } from './outbox.ts';
import type { Recent } from './recent.ts';
import type { Selection } from './selection.ts';
import type { SnapshotParts } from './snapshot-parts.ts';
import type { SnapshotUse } from './snapshots.ts';

/** One watch of one connection: decides which events it is sent, and heals when it falls behind. */
export interface Watch {
  readonly id: number;
  readonly selection: Selection;
  /** A transaction of the selection is durable. Called in seq order; the same one may be offered twice. */
  offer(fresh: FreshlyCommitted): void;
  /** The connection can take more. Returns whether there is still more to send at once. */
  catchUp(): boolean;
  /** Whether much may have been committed that it has not come to yet, however fast the connection is. */
  readonly isCatchingUp: boolean;
  /**
   * To be called before the end, until it returns false: what was committed up to a seq is still its due. Sends some
   * of that, as far as the connection takes it now.
   */
  settle(seq: number): boolean;
  /** Sends nothing any more. */
  end(): void;
}

export interface WatchContext {
  readonly outbox: Outbox;
  readonly access: Access;
  readonly recent: Recent;
  readonly conflations: Conflations;
  /** Takes a snapshot and hands it over once what it shows is durable; nothing comes of it while the hub cannot tell. */
  takeSnapshot(selection: Selection, take: (use: SnapshotUse) => void): void;
}

/** Where a watch begins, as its `watching` reply tells. */
export interface Beginning {
  /** Seq that the watcher knows. */
  readonly seq: number;
  /** Seq of the state that the beginning was taken from: above `seq` where the watcher has missed something. */
  readonly asOf: number;
  /** Account id to text: what changed between the two. It is the watch's own. */
  readonly missed: Map<string, string>;
  /** The rest of a snapshot too large for the reply. */
  readonly parts: SnapshotParts | undefined;
}
