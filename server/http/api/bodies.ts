import type { IncomingMessage } from 'node:http';
import type { Access } from '../../access/access.ts';
import { limits } from '../../limits.ts';
import type { Answer } from '../exchange.ts';
import { problem } from './problem.ts';

/** A body that was read whole. It counts among all bodies until it is disposed of. */
export interface Body extends Disposable {
  readonly text: string;
}

/** Reads bodies whole, as many as together stay within a bound: nothing of one that breaks off acts. */
export class Bodies {
  /** Bytes of all bodies that are held. */
  #bytes = 0;
  /** Of these, the bytes of each principal that showed a token. */
  readonly #bytesOf = new Map<string, number>();

  /** The body, or why it is refused; `undefined` where the client is gone. */
  async read(incoming: IncomingMessage, access: Access): Promise<Body | Answer | undefined> {
    if (Number(incoming.headers['content-length'] ?? 0) > limits.bodyBytes) return tooLarge;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let held = 0;
    const release = (): void => {
      this.#hold(access, -held);
      held = 0;
    };
    try {
      // What is not read of a body that is refused, node reads and drops.
      for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
        if (!Buffer.isBuffer(chunk)) throw new Error('a body comes in bytes');
        bytes += chunk.length;
        if (bytes > limits.bodyBytes) {
          release();
          return tooLarge;
        }
        if (!this.#hasRoom(access, chunk.length)) {
          release();
          return problem('busy', 'too many bodies are being read; nothing was done, try again');
        }
        held += chunk.length;
        this.#hold(access, chunk.length);
        chunks.push(chunk);
      }
    } catch {
      release();
      return undefined;
    }
    try {
      return { text: utf8.decode(Buffer.concat(chunks)), [Symbol.dispose]: release };
    } catch {
      release();
      return problem('bad_request', 'the body is not UTF-8');
    }
  }

  #hasRoom({ principal }: Access, bytes: number): boolean {
    return (
      this.#bytes + bytes <= limits.bodiesBytes &&
      (this.#bytesOf.get(principal) ?? 0) + bytes <= limits.principalBodiesBytes
    );
  }

  #hold({ principal, isAnonymous }: Access, bytes: number): void {
    this.#bytes += bytes;
    if (isAnonymous) return;
    const all = (this.#bytesOf.get(principal) ?? 0) + bytes;
    if (all === 0) this.#bytesOf.delete(principal);
    else this.#bytesOf.set(principal, all);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const tooLarge = problem('bad_request', `a body has at most ${limits.bodyBytes} bytes; nothing was done`, {
  status: 413,
});
