import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../shared/limits.ts';
import type { WireTap } from '../checker/wire-tap.ts';

/** The bytes of each event as the first of all readers was sent it, by seq: the others have to be sent the same. */
export type FirstTold = Map<number, Buffer>;

const request = '{"t":"watch","id":1,"accounts":"*"}';
/** Of a message, enough to tell what it is. */
const headBytes = 256;
const txPattern = /^\{"t":"tx","watch":\d+,"prev":(\d+),"tx":\{"seq":(\d+),/;
const laggedPattern = /^\{"t":"lagged","watch":\d+,"from":(\d+),"to":(\d+)\}/;
const snapshotPattern = /^\{"t":"snapshot","watch":\d+,"seq":(\d+),/;
const watchingPattern = /^\{"t":"watching",.*?"seq":(\d+)/;

/** One of many watchers of all transactions: so plain that a thousand of them fit into a process. */
export class Reader implements AsyncDisposable {
  /** Seq that it was told of last. */
  seq = 0;
  /** What it was told that may not be, the first of it. */
  problem: string | undefined;
  /** How often it was told that it had been too slow, and began anew from a snapshot. */
  lags = 0;
  /** Whether its connection has ended. */
  isCut = false;
  readonly #socket: WebSocket;
  readonly #told: FirstTold;
  readonly #tap: WireTap | undefined;
  #isBegun = false;
  #snapshotDue: number | undefined;
  #changed: (() => void) | undefined;

  constructor(url: string, told: FirstTold, tap?: WireTap) {
    this.#told = told;
    this.#tap = tap;
    this.#socket = new WebSocket(url, subprotocol, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket.on('error', () => undefined);
    this.#socket.on('open', () => {
      tap?.sent(request);
      this.#socket.send(request);
    });
    this.#socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#onFrame(data);
    });
    this.#socket.on('close', () => {
      this.isCut = true;
      tap?.closed();
      this.#changed?.();
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Resolves when its watch has begun. */
  async begun(): Promise<void> {
    await this.#until(() => this.#isBegun);
  }

  /** Resolves when it was told through this seq; rejects where its connection ends before, or something is wrong. */
  async reaches(seq: number): Promise<void> {
    await this.#until(() => this.seq >= seq && this.#snapshotDue === undefined);
  }

  /** Resolves when it was told that it has been too slow, or its connection has ended. */
  async laggedOrCut(): Promise<void> {
    await this.#until(() => this.lags > 0 || this.isCut);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.problem !== undefined) throw new Error(this.problem);
      if (this.isCut) throw new Error('a reader was cut off');
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  #onFrame(frame: Buffer): void {
    this.#tap?.came(frame.toString());
    for (let from = 0; from < frame.length; ) {
      const end = frame.indexOf('\n', from);
      const to = end < 0 ? frame.length : end;
      this.problem ??= this.#take(frame.subarray(from, to));
      from = to + 1;
    }
    this.#changed?.();
  }

  /** What is wrong with this message, where something is. */
  #take(message: Buffer): string | undefined {
    const head = message.toString('latin1', 0, headBytes);
    const tx = txPattern.exec(head);
    if (tx !== null) return this.#takeTransaction(Number(tx[1]), Number(tx[2]), message);
    const lagged = laggedPattern.exec(head);
    if (lagged !== null) {
      if (Number(lagged[1]) !== this.seq + 1)
        return `has lagged from ${lagged[1]}, and was told of ${this.seq}`;
      this.#snapshotDue = Number(lagged[2]);
      this.lags += 1;
      return undefined;
    }
    const snapshot = snapshotPattern.exec(head);
    if (snapshot !== null) {
      if (Number(snapshot[1]) !== this.#snapshotDue)
        return `a snapshot at ${snapshot[1]}, not ${this.#snapshotDue}`;
      this.seq = this.#snapshotDue;
      this.#snapshotDue = undefined;
      return undefined;
    }
    const watching = watchingPattern.exec(head);
    if (watching === null) return head.startsWith('{"t":"welcome"') ? undefined : `was told ${head}`;
    this.seq = Number(watching[1]);
    this.#isBegun = true;
    return undefined;
  }

  #takeTransaction(prev: number, seq: number, message: Buffer): string | undefined {
    if (this.#snapshotDue !== undefined) return `was told of ${seq} where a snapshot is due`;
    if (prev !== this.seq) return `seq ${seq} follows ${prev}, not ${this.seq}`;
    this.seq = seq;
    const first = this.#told.get(seq);
    if (first === undefined) this.#told.set(seq, Buffer.from(message));
    else if (!first.equals(message)) return `was told of ${seq} otherwise than another`;
    return undefined;
  }
}
