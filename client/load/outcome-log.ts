import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../shared/codes.ts';

/** What a thread knows of its command `n`. */
export type LoggedOutcome =
  | { readonly kind: 'never' | 'unanswered' }
  | { readonly kind: 'committed'; readonly seq: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

/** A log on its way from a thread to another: post it with `buffers` as the transfer list. */
export const OutcomeLogDataSchema = z.object({
  startMs: z.int(),
  size: z.int().min(0),
  buffers: z.array(z.instanceof(ArrayBuffer)),
});
export type OutcomeLogData = z.infer<typeof OutcomeLogDataSchema>;

/** What came of a thread's commands, by number, in 12 bytes each. Numbers go up from 0 with few left out. */
export class OutcomeLog {
  readonly #startMs: number;
  readonly #chunks: Chunk[] = [];
  #size = 0;

  /** `startMs`: whole Unix milliseconds. Keys may be up to 24 days later, or earlier where a clock was set back. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  static from(data: OutcomeLogData): OutcomeLog {
    const log = new OutcomeLog(data.startMs);
    log.#size = data.size;
    log.#chunks.push(...data.buffers.map(chunkOn));
    return log;
  }

  /** Gives the log away: it is empty from then on. */
  toTransfer(): OutcomeLogData {
    const buffers = this.#chunks.splice(0).map(({ buffer }) => buffer);
    const size = this.#size;
    this.#size = 0;
    return { startMs: this.#startMs, size, buffers };
  }

  /** One more than the greatest number that was sent. */
  get size(): number {
    return this.#size;
  }

  /** The command leaves, with a key of this time: whole Unix milliseconds. */
  sent(n: number, keyMs: number): void {
    while (this.#chunks.length * chunkCommands <= n) this.#chunks.push(chunkOn(new ArrayBuffer(chunkBytes)));
    const { outcomes, keyTimes } = this.#chunkOf(n);
    outcomes[n % chunkCommands] = unanswered;
    keyTimes[n % chunkCommands] = keyMs - this.#startMs;
    if (n >= this.#size) this.#size = n + 1;
  }

  /** The hub said `ok` to a command that was sent. */
  committed(n: number, seq: number): void {
    this.#chunkOf(n).outcomes[n % chunkCommands] = seq;
  }

  /** The hub refused a command that was sent, for good. */
  refused(n: number, code: ErrorCode): void {
    this.#chunkOf(n).outcomes[n % chunkCommands] = firstCode - codes.indexOf(code);
  }

  at(n: number): LoggedOutcome {
    if (n >= this.#size) return { kind: 'never' };
    const outcome = this.#chunkOf(n).outcomes[n % chunkCommands] ?? never;
    if (outcome > never) return { kind: 'committed', seq: outcome };
    if (outcome === never) return { kind: 'never' };
    if (outcome === unanswered) return { kind: 'unanswered' };
    const code = codes[firstCode - outcome];
    if (code === undefined) throw new Error(`an outcome log holds ${outcome}`);
    return { kind: 'refused', code };
  }

  /** Unix milliseconds of the key of a command that was sent. */
  keyMs(n: number): number {
    return this.#startMs + (this.#chunkOf(n).keyTimes[n % chunkCommands] ?? 0);
  }

  #chunkOf(n: number): Chunk {
    const chunk = this.#chunks[Math.floor(n / chunkCommands)];
    if (chunk === undefined) throw new Error(`command ${n} was never sent`);
    return chunk;
  }
}

interface Chunk {
  readonly buffer: ArrayBuffer;
  readonly outcomes: Float64Array;
  /** Milliseconds since the log's start. */
  readonly keyTimes: Int32Array;
}

const chunkCommands = 65_536;
const chunkBytes = chunkCommands * 12;

function chunkOn(buffer: ArrayBuffer): Chunk {
  return {
    buffer,
    outcomes: new Float64Array(buffer, 0, chunkCommands),
    keyTimes: new Int32Array(buffer, chunkCommands * 8, chunkCommands),
  };
}

/** What a number in the log says: a seq, or one of these, or a code below them. */
const never = 0;
const unanswered = -1;
const firstCode = -2;
const codes = Object.keys(errorCodes).filter(isErrorCode);

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
