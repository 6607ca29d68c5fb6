import { BadFrame, type Decoded, decodeRequest, isBlank } from './decode-request.ts';
import { frameMessagesMax } from './limits.ts';
import { readMovementLine } from './movement-line.ts';

/**
 * The messages of one text frame, in order. Blank lines are skipped; a frame without any message, with too
 * many, or with a line that is not JSON, throws {@link BadFrame}.
 */
export function decodeFrame(frame: string): Decoded[] {
  const messages: Decoded[] = [];
  let from = 0;
  while (from < frame.length) {
    if (frame.charCodeAt(from) === lineBreak) {
      from += 1;
      continue;
    }
    const movement = readMovementLine(frame, from);
    let to = movement?.end ?? frame.indexOf('\n', from);
    if (to < 0) to = frame.length;
    if (movement !== undefined) messages.push({ ok: true, request: movement.request });
    else {
      const line = from === 0 && to === frame.length ? frame : frame.slice(from, to);
      if (!isBlank(line)) messages.push(decodeRequest(line));
    }
    if (messages.length > frameMessagesMax) throw new BadFrame('a frame holds too many messages');
    from = to + 1;
  }
  if (messages.length === 0) throw new BadFrame('a frame holds at least one JSON object');
  return messages;
}

const lineBreak = 0x0a;
