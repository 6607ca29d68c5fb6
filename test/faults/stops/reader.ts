import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../shared/limits.ts';
import type { WireTap } from '../checker/wire-tap.ts';

/** The text of each transaction as the first of all readers was sent it, by seq: the others have to be sent the same. */
export type FirstTold = Map<number, Buffer>;

export interface ReaderOptions {
  readonly told: FirstTold;
  /** Watches of the same: with more of them, what a reader leaves unread is sooner too much. */
  readonly watches: number;
  readonly tap?: WireTap | undefined;
}

/** Of a message, enough to tell what it is. */
const headBytes = 256;
const watchingPattern = /^\{"t":"watching","id":\d+,"watch":(\d+),"seq":(\d+),/;
const txPattern = /^\{"t":"tx","watch":(\d+),"prev":(\d+),"tx":\{"seq":(\d+),/;
const laggedPattern = /^\{"t":"lagged","watch":(\d+),"from":(\d+),"to":(\d+)\}/;
const snapshotPattern = /^\{"t":"snapshot","watch":(\d+),"seq":(\d+),/;

/** How far one watch has come. */
interface Place {
  seq: number;
  /** The seq of a snapshot that has to come next. */
  snapshotDue: number | undefined;
}

/** A watcher of all transactions: so plain that a thousand of them fit into a process. */
export class Reader implements AsyncDisposable {
  /** What it was told that may not be, the first of it. */
  problem: string | undefined;
  /** How often one of its watches was told that it had been too slow, and of a snapshot then. */
  lags = 0;
  /** Whether its connection has ended. */
  isCut = false;
  readonly #socket: WebSocket;
  readonly #options: ReaderOptions;
  readonly #places = new Map<number, Place>();
  #changed: (() => void) | undefined;

  constructor(url: string, options: ReaderOptions) {
    const { watches, tap } = options;
    this.#options = options;
    this.#socket = new WebSocket(url, subprotocol, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket.on('error', () => undefined);
    this.#socket.on('open', () => {
      const requests = Array.from({ length: watches }, (_, id) => `{"t":"watch","id":${id},"accounts":"*"}`);
      tap?.sent(requests.join('\n'));
      this.#socket.send(requests.join('\n'));
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

  /** Resolves when its watches have begun. */
  async begun(): Promise<void> {
    await this.#until(() => this.#places.size === this.#options.watches);
  }

  /** Resolves when it was told through this seq; rejects where its connection ends before, or something is wrong. */
  async reaches(wanted: number): Promise<void> {
    const isThere = ({ seq, snapshotDue }: Place): boolean => seq >= wanted && snapshotDue === undefined;
    await this.#until(() => [...this.#places.values()].every(isThere));
  }

  /** Resolves when it was told of a snapshot, as it had been too slow, or its connection has ended. */
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
    this.#options.tap?.came(frame.toString());
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
    const [, txWatch, prev, seq] = txPattern.exec(head) ?? [];
    if (txWatch !== undefined)
      return this.#takeTransaction(Number(txWatch), Number(prev), Number(seq), message);
    const [, laggedWatch, from, to] = laggedPattern.exec(head) ?? [];
    if (laggedWatch !== undefined) return this.#takeLag(Number(laggedWatch), Number(from), Number(to));
    const [, snapshotWatch, at] = snapshotPattern.exec(head) ?? [];
    if (snapshotWatch !== undefined) return this.#takeSnapshot(Number(snapshotWatch), Number(at));
    const [, watch, beginning] = watchingPattern.exec(head) ?? [];
    if (watch !== undefined) {
      this.#places.set(Number(watch), { seq: Number(beginning), snapshotDue: undefined });
      return undefined;
    }
    return head.startsWith('{"t":"welcome"') ? undefined : `was told ${head}`;
  }

  #takeTransaction(watch: number, prev: number, seq: number, message: Buffer): string | undefined {
    const place = this.#places.get(watch);
    if (place === undefined || place.snapshotDue !== undefined)
      return `was told of ${seq} without a beginning`;
    if (prev !== place.seq) return `was told of ${seq} behind ${prev}, not ${place.seq}`;
    place.seq = seq;
    const { told } = this.#options;
    const text = message.subarray(message.indexOf('"prev":'));
    const first = told.get(seq);
    if (first === undefined) told.set(seq, Buffer.from(text));
    else if (!first.equals(text)) return `was told of ${seq} otherwise than another`;
    return undefined;
  }

  #takeLag(watch: number, from: number, to: number): string | undefined {
    const place = this.#places.get(watch);
    if (place === undefined || from !== place.seq + 1)
      return `has lagged from ${from}, not behind ${place?.seq}`;
    place.snapshotDue = to;
    return undefined;
  }

  #takeSnapshot(watch: number, seq: number): string | undefined {
    const place = this.#places.get(watch);
    if (place === undefined || seq !== place.snapshotDue)
      return `was told of a snapshot at ${seq}, not ${place?.snapshotDue}`;
    place.seq = seq;
    place.snapshotDue = undefined;
    this.lags += 1;
    return undefined;
  }
}
