/** Text frames (RFC 6455) among the bytes of one direction of a connection, whose first lines are those of the upgrade. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);
  #isUpgraded = false;

  push(bytes: Buffer): string[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    if (!this.#isUpgraded) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return [];
      this.#bytes = this.#bytes.subarray(end + 4);
      this.#isUpgraded = true;
    }
    const texts: string[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
      if (frame.opcode === text) texts.push(frame.payload.toString());
    }
    return texts;
  }

  #next(): { readonly opcode: number; readonly payload: Buffer } | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 2) return undefined;
    const opcode = bytes.readUInt8(0) & 0x0f;
    const second = bytes.readUInt8(1);
    const short = second & 0x7f;
    const maskAt = short === 126 ? 4 : short === 127 ? 10 : 2;
    const at = maskAt + (second >= 0x80 ? 4 : 0);
    if (bytes.length < at) return undefined;
    const length =
      short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < at + length) return undefined;
    this.#bytes = bytes.subarray(at + length);
    const payload = Buffer.from(bytes.subarray(at, at + length));
    if (at > maskAt) {
      for (let place = 0; place < length; place += 1) {
        payload[place] = (payload[place] ?? 0) ^ (bytes[maskAt + (place % 4)] ?? 0);
      }
    }
    return { opcode, payload };
  }
}

const text = 1;
