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
      } else {
        this.#header.push(chunk[at] ?? 0);
        at += 1;
        if (this.#header.length === headerLength(this.#header)) this.#endHeader();
      }
    }
  }

  #endHeader(): void {
    const [first = 0, second = 0] = this.#header;
    const opcode = first & 0x0f;
    const isControl = opcode >= 0x8;
    if (!isControl) this.#inFragments = (first & 0x80) === 0;
    if (!isControl && opcode !== continuation) this.#messages += 1;
    const short = second & 0x7f;
    const extended =
      short === 126 ? this.#header.slice(2, 4) : short === 127 ? this.#header.slice(2, 10) : [];
    this.#payloadLeft = short < 126 ? short : extended.reduce((length, byte) => length * 256 + byte, 0);
    this.#header = [];
  }
}

const continuation = 0x0;

/** Length of the header that begins with these bytes, as far as they tell; more than there are until they do. */
function headerLength(header: readonly number[]): number {
  const second = header[1];
  if (second === undefined) return 2;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = (second & 0x80) === 0 ? 0 : 4;
  return 2 + extended + mask;
}
