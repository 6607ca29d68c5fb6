import type { ServerResponse } from 'node:http';
import type { Access } from '../../access/access.ts';
import type { Wire } from '../../gateway/outbox.ts';
import { Progress } from '../../gateway/progress.ts';
import { limits } from '../../limits.ts';

/** An answer that is written bit by bit, guarded against readers that stall. */
export class ResponseWire implements Wire {
  readonly #response: ServerResponse;
  readonly #form: WireForm;
  /** Nothing is told in its name once it is over. */
  readonly #access: Access | undefined;
  readonly #progress = new Progress();
  #isFull = false;
  #whenRoom: (() => void)[] = [];
  #lastSentMs: number;

  constructor(response: ServerResponse, form: WireForm, nowMs: number, access?: Access) {
    this.#response = response;
    this.#access = access;
    this.#form = form;
    this.#lastSentMs = nowMs;
    response.on('drain', () => this.#drained());
    response.once('close', () => this.#drained());
    // A reader that goes away is no error of the hub; 'close' follows.
    response.on('error', () => undefined);
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed && this.#isAllowed;
  }

  get unsentBytes(): number {
    return this.#response.destroyed ? 0 : this.#response.writableLength;
  }

  send(frame: string): void {
    if (this.unsentBytes > limits.unsentBytesMax) this.giveUp();
    else this.#write(this.#form.write(frame));
  }

  giveUp(): void {
    this.cut();
  }

  /** Breaks the answer off where the access is over. */
  checkAccess(): void {
    if (!this.#isAllowed && !this.#response.writableEnded) this.cut();
  }

  get #isAllowed(): boolean {
    return this.#access?.endAt(Date.now()) === undefined;
  }

  /** Resolves when the reader has taken what was written so far, or is gone. */
  async room(): Promise<void> {
    if (this.#isFull && this.isOpen) await new Promise<void>((resolve) => this.#whenRoom.push(resolve));
  }

  /** Ends the answer as one that is whole, behind a last text. */
  end(last = ''): void {
    if (this.isOpen) this.#response.end(last);
  }

  /** Breaks the answer off: its reader sees that it is not whole. */
  cut(): void {
    this.#response.destroy();
  }

  /** To be called about once a second: shows that the hub lives, and gives up on a reader that stalls. */
  check(nowMs: number): void {
    const { socket, destroyed, writableFinished } = this.#response;
    // What has ended may still wait to be read.
    if (destroyed || writableFinished) return;
    this.checkAccess();
    const unsent = this.unsentBytes;
    const taken = (socket?.bytesWritten ?? 0) - (socket?.writableLength ?? 0);
    if (this.#progress.isTooSlow(unsent, taken, nowMs)) this.giveUp();
    // What is not decided yet has no beginning, and a heartbeat would make one up.
    else if (unsent > 0 || this.#form.silence === undefined || !this.#response.headersSent) return;
    else if (nowMs - this.#lastSentMs >= limits.heartbeatMs) this.#write(this.#form.silence);
  }

  #write(text: string): void {
    if (!this.isOpen) return;
    this.#lastSentMs = performance.now();
    if (!this.#response.write(text)) this.#isFull = true;
  }

  #drained(): void {
    this.#isFull = false;
    for (const resolve of this.#whenRoom.splice(0)) resolve();
  }
}

/** How messages are written into an answer. */
export interface WireForm {
  /** The text of messages that come joined by line breaks. */
  write(frame: string): string;
  /** What is written after a long silence, where anything is. */
  readonly silence?: string;
}

/** NDJSON: one message a line. */
export const linesForm: WireForm = { write: (frame) => `${frame}\n` };
