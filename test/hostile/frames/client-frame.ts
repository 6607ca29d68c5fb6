/** Frames of a WebSocket client as bytes, right and wrong ones (RFC 6455, section 5.2). */
export interface FrameOptions {
  /** Whether it is the last of its message. */
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly rsv?: number;
  readonly masked?: boolean;
}

export const opcodes = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export function clientFrame(
  opcode: number,
  payload: string | Buffer = '',
  { fin = true, rsv = 0, masked = true }: FrameOptions = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const marked = masked ? 0x80 : 0;
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  if (bytes.length < 126) head.push(marked | bytes.length);
  else if (bytes.length <= 0xffff) head.push(marked | 126, ...length.subarray(6));
  else head.push(marked | 127, ...length);
  if (!masked) return Buffer.concat([Buffer.from(head), bytes]);
  const hidden = bytes.map((byte, at) => byte ^ (mask[at % mask.length] ?? 0));
  return Buffer.concat([Buffer.from([...head, ...mask]), hidden]);
}

const mask = [0x37, 0xfa, 0x21, 0x3d];

export const text = (payload: string | Buffer, options?: FrameOptions): Buffer =>
  clientFrame(opcodes.text, payload, options);
export const binary = (payload: string | Buffer, options?: FrameOptions): Buffer =>
  clientFrame(opcodes.binary, payload, options);
export const more = (payload: string | Buffer, options?: FrameOptions): Buffer =>
  clientFrame(opcodes.continuation, payload, options);
export const ping = (payload: string | Buffer = '', options?: FrameOptions): Buffer =>
  clientFrame(opcodes.ping, payload, options);
export const pong = (payload: string | Buffer = '', options?: FrameOptions): Buffer =>
  clientFrame(opcodes.pong, payload, options);

export function close(code?: number, reason: string | Buffer = '', options?: FrameOptions): Buffer {
  if (code === undefined) return clientFrame(opcodes.close, reason, options);
  return clientFrame(
    opcodes.close,
    Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]),
    options,
  );
}

/** A message in fragments of so many bytes. */
export function fragments(opcode: number, payload: string | Buffer, bytesEach: number): Buffer[] {
  const bytes = Buffer.from(payload);
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytesEach) {
    const fin = at + bytesEach >= bytes.length;
    frames.push(
      clientFrame(at === 0 ? opcode : opcodes.continuation, bytes.subarray(at, at + bytesEach), { fin }),
    );
  }
  return frames;
}

/** Long enough to be looked at: a `ping` of this id, padded with white space to so many bytes. */
export function request(id: string, bytes = 0): Buffer {
  const line = JSON.stringify({ t: 'ping', id });
  return Buffer.from(line + ' '.repeat(Math.max(0, bytes - Buffer.byteLength(line))));
}
