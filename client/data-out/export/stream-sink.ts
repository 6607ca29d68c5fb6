import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ByteSink } from './columns.ts';

/** A stream as a sink: it waits for its reader, so that no more than a batch is in memory. */
export class StreamSink implements ByteSink {
  readonly #stream: Writable;
  readonly #signal: AbortSignal;

  constructor(stream: Writable, signal: AbortSignal) {
    this.#stream = stream;
    this.#signal = signal;
  }

  /** Rejects with the signal's reason where that fires while the reader is waited for. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (!this.#stream.write(bytes)) await once(this.#stream, 'drain', { signal: this.#signal });
  }
}
