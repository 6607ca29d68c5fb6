/**
 * Follows the frame boundaries of a WebSocket's incoming bytes (RFC 6455, section 5.2), since `ws` does not
 * tell whether a frame or a fragmented message is half sent.
 */
export class FrameBoundaries {
  /** Header bytes gathered so far; a header has 2 to 14. */
  #header: number[] = [];
  #payloadLeft = 0;
  #inFragments = false;
  #messages = 0;

  /** Messages begun so far, control frames left out: one that changes tells that the one before is whole. */
  get messages(): number {
    return this.#messages;
  }

  /** Whether the bytes seen so far end amid a frame or amid a fragmented message. */
  get isMidway(): boolean {
    return this.#payloadLeft > 0 || this.#header.length > 0 || this.#inFragments;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, chunk.length - at);
        this.#payloadLeft -= taken;
        at += taken;
        continue;
      }
      // Nearly always the header is in one chunk; otherwise it is gathered byte by byte.
      const whole = this.#header.length === 0 ? headerLength(chunk, at) : Number.POSITIVE_INFINITY;
      if (at + whole <= chunk.length) {
        this.#begin(chunk, at);
        at += whole;
        continue;
      }
      this.#header.push(chunk[at] ?? 0);
      at += 1;
      if (this.#header.length !== headerLength(this.#header, 0)) continue;
      this.#begin(this.#header, 0);
      this.#header = [];
    }
  }

  /** A frame begins with the header at this place of the bytes. */
  #begin(bytes: ArrayLike<number>, at: number): void {
    const first = bytes[at] ?? 0;
    const opcode = first & 0x0f;
    const isControl = opcode >= 0x8;
    if (!isControl) this.#inFragments = (first & 0x80) === 0;
    if (!isControl && opcode !== continuation) this.#messages += 1;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    this.#payloadLeft = short < 126 ? short : 0;
    for (let index = 0; index < extendedBytes(short); index += 1) {
      this.#payloadLeft = this.#payloadLeft * 256 + (bytes[at + 2 + index] ?? 0);
    }
  }
}

const continuation = 0x0;

/** Length of the header that begins at this place, as far as the bytes tell; more than there are until they do. */
function headerLength(bytes: ArrayLike<number>, at: number): number {
  const second = bytes[at + 1];
  if (second === undefined) return 2;
  const mask = (second & 0x80) === 0 ? 0 : 4;
  return 2 + extendedBytes(second & 0x7f) + mask;
}

/** Bytes of the length that follow one of up to 125, which stands for itself. */
function extendedBytes(short: number): number {
  return short === 126 ? 2 : short === 127 ? 8 : 0;
}
