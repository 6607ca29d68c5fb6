/**
 * A text as one unfragmented WebSocket frame from the server (RFC 6455, section 5.2): header and payload in
 * one piece of memory, so that it leaves with one plain write. `ws` writes the two apart, which costs more
 * than all else that it does for a message.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < 126 ? 2 : length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + length);
  frame[0] = finalText;
  if (headerBytes === 2) frame[1] = length;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    frame.writeUInt32BE(length % 2 ** 32, 6);
  }
  frame.write(text, headerBytes, 'utf8');
  return frame;
}

/** The final fragment of a message, of opcode 1. */
const finalText = 0x81;
