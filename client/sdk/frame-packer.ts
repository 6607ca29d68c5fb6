/** A message as text, with its length in UTF-8. */
export interface Packable {
  readonly text: string;
  readonly bytes: number;
}

/**
 * Packs messages into as few frames as their order allows, one message a line. Each message has to fit
 * into a frame by itself.
 */
export function packFrames(messages: readonly Packable[], frameBytesMax: number): string[] {
  const frames: string[] = [];
  let lines: string[] = [];
  let bytes = 0;
  for (const message of messages) {
    const added = message.bytes + lineBreakBytes;
    if (lines.length > 0 && bytes + added > frameBytesMax + lineBreakBytes) {
      frames.push(lines.join('\n'));
      lines = [];
      bytes = 0;
    }
    lines.push(message.text);
    bytes += added;
  }
  if (lines.length > 0) frames.push(lines.join('\n'));
  return frames;
}
const lineBreakBytes = 1;

/** Bytes of a well-formed text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts two of the four bytes of its code point.
    bytes += unit < 0x800 || isSurrogate(unit) ? 1 : 2;
  }
  return bytes;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
