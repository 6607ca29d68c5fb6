import type { ErrorCode } from '../../shared/codes.ts';
import { snapshotAccountsMax } from '../../shared/limits.ts';
import type { Unwatch, Watch as WatchRequest } from '../../shared/watching.ts';
import type { Access } from '../access/access.ts';
import { denialOfQuestion } from '../access/authorise.ts';
import type { HubLimits } from '../access/hub-limits.ts';
import type { State } from '../ledger/state.ts';
import { limits } from '../limits.ts';
import type { Pipeline } from '../pipeline.ts';
import { AllWatch } from './all-watch.ts';
import { Conflations } from './conflation.ts';
import type { FanOut } from './fan-out.ts';
import { replyAfterCommit, replyInOrder } from './in-order.ts';
import { LatestWatch } from './latest-watch.ts';
import type { Outbox } from './outbox.ts';
import type { Recent } from './recent.ts';
import type { RecoveryCounts } from './recovery-counts.ts';
import { awayReply, errorReply } from './replies.ts';
import type { Selection } from './selection.ts';
import type { Snapshot } from './snapshot.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { Snapshots, SnapshotUse } from './snapshots.ts';
import type { Beginning, Watch, WatchContext } from './watch.ts';

/** What all connections share to watch. */
export interface WatchHouse {
  readonly pipeline: Pipeline;
  readonly fanOut: FanOut;
  readonly recent: Recent;
  readonly snapshots: Snapshots;
  readonly recoveries: RecoveryCounts;
  readonly epoch: string;
  readonly limits: HubLimits;
}

interface Prepared {
  /**
   * To be called once the state is durable: begins the watch and gives the text of the `watching` reply, or
   * `undefined` where the connection is gone.
   */
  begin(): string | undefined;
  /** To be called where that commit failed. */
  discard(): void;
}

type Denied = { readonly code: ErrorCode; readonly message: string };

/** The watches of one connection. */
export class Watches {
  readonly #house: WatchHouse;
  readonly #context: WatchContext;
  readonly #watches = new Map<number, Watch>();
  readonly #catchUpAll = (): void => this.catchUp();
  /** Watches that wait for the commit of the state that they begin with. */
  #prepared = 0;
  #nextId = 1;
  #catchingUp = false;
  #closed = false;

  constructor(house: WatchHouse, outbox: Outbox, access: Access) {
    this.#house = house;
    this.#context = {
      outbox,
      access,
      recent: house.recent,
      conflations: new Conflations(),
      takeSnapshot: (selection, take) => {
        house.recoveries.lagged += 1;
        this.#takeSnapshot(selection, take);
      },
    };
  }

  /** Begins a watch on the state as it is now, once that is durable; `reply` is not called where all is closed. */
  begin(request: WatchRequest, reply: (text: string) => void): void {
    const { pipeline } = this.#house;
    const { id } = request;
    pipeline.expireDue();
    const { state } = pipeline;
    if (state === undefined) {
      replyInOrder(pipeline, reply, () => awayReply(id, 'unavailable'));
      return;
    }
    const prepared = this.#prepare(request, state);
    if ('code' in prepared) {
      replyAfterCommit(pipeline, reply, id, () => errorReply(id, prepared.code, prepared.message));
      return;
    }
    pipeline.afterCommit({
      release: () => {
        const text = prepared.begin();
        if (text !== undefined) reply(text);
      },
      discard: () => {
        prepared.discard();
        reply(awayReply(id, 'unavailable'));
      },
    });
  }

  /**
   * Ends a watch, behind all that was asked before. What it returns resolves once that is answered: what was asked
   * after it has to wait until then.
   */
  end(request: Unwatch, reply: (text: string) => void): Promise<void> | undefined {
    const { pipeline, recent } = this.#house;
    const asked = this.#watches.get(request.watch);
    if (asked === undefined ? this.#prepared === 0 : !asked.isCatchingUp) {
      replyInOrder(pipeline, reply, () => {
        const watch = this.#watches.get(request.watch);
        while (watch?.settle(recent.newest) === true);
        return this.#end(request, watch);
      });
      return undefined;
    }
    return new Promise((resolve) => {
      const begin = (): void => {
        const watch = this.#watches.get(request.watch);
        const due = recent.newest;
        const settle = (): void => {
          if (watch?.settle(due) === true) {
            // Others get a turn in between.
            setImmediate(settle);
            return;
          }
          reply(this.#end(request, watch));
          resolve();
        };
        settle();
      };
      pipeline.afterCommit({ release: begin, discard: begin });
    });
  }

  /** To be called when the connection can take more. */
  catchUp(): void {
    // Of a peer that is slow it is heard when it has taken what was sent.
    if (this.#catchingUp || this.#closed || this.#context.outbox.isSlow) return;
    let busy = 0;
    for (const [id, watch] of this.#watches) {
      const { isCatchingUp } = watch;
      if (!watch.catchUp() && !isCatchingUp) continue;
      // Behind all others: each has its turn.
      this.#watches.delete(id);
      this.#watches.set(id, watch);
      busy += 1;
      if (busy === catchingUpMax) break;
    }
    if (busy === 0) return;
    // Others get a turn in between, and what was just sent shows in the socket's unsent bytes.
    this.#catchingUp = true;
    setImmediate(() => {
      this.#catchingUp = false;
      this.catchUp();
    });
  }

  close(): void {
    this.#closed = true;
    for (const watch of this.#watches.values()) {
      watch.end();
      this.#house.fanOut.remove(watch);
    }
    this.#watches.clear();
  }

  /** Gives the text of the reply. */
  #end({ id, watch: number }: Unwatch, watch: Watch | undefined): string {
    if (watch === undefined) return errorReply(id, 'bad_request', 'this connection has no such watch');
    watch.end();
    this.#watches.delete(number);
    this.#house.fanOut.remove(watch);
    return `{"t":"unwatched","id":${JSON.stringify(id)}}`;
  }

  /** Exactly one of what it returns is to be called. */
  #prepare(request: WatchRequest, state: State): Prepared | Denied {
    if (this.#watches.size + this.#prepared >= this.#house.limits.watches) {
      const { watches } = this.#house.limits;
      return { code: 'bad_request', message: `a connection has at most ${watches} watches` };
    }
    const denial = denialOfQuestion(this.#context.access, state, request);
    if (denial !== undefined) return denial;
    const selection = selectionOf(request, state);
    if ('code' in selection) return selection;
    // Who wants none, and has nothing to go on from, needs no more of it than its seq.
    const shown = request.snapshot === false && request.since === undefined ? nothing : selection;
    const use = this.#house.snapshots.take(state, shown, this.#context.access);
    if (use === undefined) {
      return { code: 'busy', message: 'too many snapshots are being handed out, try again' };
    }
    this.#prepared += 1;
    const discard = (): void => {
      this.#prepared -= 1;
      use.release();
    };
    const begin = (): string | undefined => {
      this.#prepared -= 1;
      if (!this.#closed) return this.#begin(request, selection, use);
      use.release();
      return undefined;
    };
    return { begin, discard };
  }

  #begin(request: WatchRequest, selection: Selection, use: SnapshotUse): string {
    const { snapshot } = use;
    const id = this.#nextId;
    this.#nextId += 1;
    const recovery = this.#recoveryOf(request, snapshot);
    if (request.since !== undefined)
      this.#house.recoveries[recovery === undefined ? 'snapshot' : 'since'] += 1;
    const wantsSnapshot = recovery === undefined && request.snapshot !== false;
    const beginning: Beginning = {
      seq: recovery?.seq ?? snapshot.seq,
      asOf: snapshot.seq,
      missed: recovery?.missed ?? new Map(),
      parts:
        wantsSnapshot && snapshot.size > snapshotAccountsMax
          ? new SnapshotParts(id, use, snapshotAccountsMax)
          : undefined,
    };
    const Mode = request.mode === 'latest' ? LatestWatch : AllWatch;
    const watch = new Mode(id, selection, beginning, this.#context);
    this.#watches.set(id, watch);
    this.#house.fanOut.add(watch);
    this.#house.fanOut.afterRelease(this.#catchUpAll);
    const first = wantsSnapshot ? `,"accounts":[${snapshot.part(0, snapshotAccountsMax)}]` : '';
    if (beginning.parts === undefined) use.release();
    return `{"t":"watching","id":${JSON.stringify(request.id)},"watch":${id},"seq":${beginning.seq},"recovered":${recovery !== undefined}${first}${beginning.parts === undefined ? '' : ',"more":true'}}`;
  }

  /**
   * From where a watch goes on, and in mode `latest` what it has missed: where everything since is still kept, and no
   * more of it would wait than may. A seq above the snapshot's was yet to come when it was asked, though the commit that
   * it waited for may have brought it.
   */
  #recoveryOf(
    { since, mode }: WatchRequest,
    snapshot: Snapshot,
  ): Pick<Beginning, 'seq' | 'missed'> | undefined {
    const { epoch, recent } = this.#house;
    if (since === undefined || since.epoch !== epoch || since.seq > snapshot.seq) return undefined;
    const { seq } = since;
    if (!recent.reachesBackTo(seq)) return undefined;
    if (mode !== 'latest') return { seq, missed: new Map() };
    const { room } = this.#context.conflations;
    const missed = snapshot.touchedSince(seq, recent.lastTouches(snapshot.seq), room);
    return missed && { seq, missed };
  }

  #takeSnapshot(selection: Selection, take: (use: SnapshotUse) => void): void {
    const { pipeline, snapshots } = this.#house;
    pipeline.expireDue();
    const { state } = pipeline;
    const use = state && snapshots.take(state, selection, this.#context.access);
    if (use === undefined) {
      this.#takeSnapshotLater(selection, take);
      return;
    }
    pipeline.afterCommit({
      release: () => {
        take(use);
        this.catchUp();
      },
      discard: () => {
        use.release();
        this.#takeSnapshotLater(selection, take);
      },
    });
  }

  /** While the state is read anew, or too many snapshots are being handed out. */
  #takeSnapshotLater(selection: Selection, take: (use: SnapshotUse) => void): void {
    setTimeout(() => {
      if (!this.#closed) this.#takeSnapshot(selection, take);
    }, limits.snapshotAgainMs).unref();
  }
}

/** How often in one turn a watch of a connection catches up on some of what it missed. */
const catchingUpMax = 4;

const nothing: Selection = { kind: 'accounts', accounts: new Set() };

function selectionOf(request: WatchRequest, state: State): Selection | Denied {
  const { accounts, ledger } = request;
  if (accounts === '*') return { kind: 'everything' };
  if (accounts !== undefined) {
    const missing = accounts.find((id) => !state.accounts.has(id));
    return missing === undefined
      ? { kind: 'accounts', accounts: new Set(accounts) }
      : { code: 'unknown_account', message: `there is no account ${missing}` };
  }
  return ledger !== undefined && state.ledgers.has(ledger)
    ? { kind: 'ledger', ledger }
    : { code: 'unknown_ledger', message: `there is no ledger ${ledger}` };
}
