import { readJson } from '../reference/json-text.ts';
import { judge, type Verdict } from '../reference/verdict.ts';

/** What goes in one WebSocket message, and what has to become of it. */
export interface Frame {
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

/** `lines`: where the frame is taken, what has to come of each; otherwise the code that it is closed with. */
export type FrameVerdict =
  | { readonly kind: 'taken'; readonly lines: readonly JudgedLine[] }
  | { readonly kind: 'closed'; readonly code: number };

export interface JudgedLine {
  readonly line: string;
  readonly verdict: Exclude<Verdict, { readonly kind: 'blank' | 'notJson' }>;
}

const frameBytesMax = 65_536;
const messagesMax = 4_096;

/** R2, R4 and R6, written without a look at the codec. */
export function judgeFrame({ bytes, isBinary }: Frame): FrameVerdict {
  if (bytes.length > frameBytesMax) return { kind: 'closed', code: 1009 };
  if (isBinary) return { kind: 'closed', code: 1003 };
  const text = textOf(bytes);
  if (text === undefined) return { kind: 'closed', code: 1007 };
  const lines: JudgedLine[] = [];
  for (const line of text.split('\n')) {
    const verdict = judge(line);
    if (verdict.kind === 'notJson') return { kind: 'closed', code: 4500 };
    if (verdict.kind !== 'blank') lines.push({ line, verdict });
  }
  if (lines.length === 0 || lines.length > messagesMax) return { kind: 'closed', code: 4500 };
  return { kind: 'taken', lines };
}

/** The text of bytes that are UTF-8. */
export function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Joins lines to frames of all sizes, with white space between, and puts frames that are no good among them. */
export function framesOf(lines: readonly string[], random: () => number): Frame[] {
  const frames: Frame[] = [];
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  let at = 0;
  while (at < lines.length) {
    if (random() < strangeShare) frames.push(strangeFrame(lines[at] ?? '', random));
    if (random() < brokenShare) frames.push(brokenFrame(lines[at] ?? '', random));
    const count = random() < 0.3 ? 1 : random() < 0.9 ? 1 + Math.floor(random() * 20) : 60;
    const some: string[] = [];
    let bytes = 0;
    // Of what is not JSON, whose whole frame is refused, most goes alone, or nothing else would ever act.
    while (some.length < count && at < lines.length) {
      const line = lines[at] ?? '';
      const isBroken = line.split('\n').some((part) => part.trim() !== '' && readJson(part) === undefined);
      if (isBroken && some.length > 0 && random() < 0.8) break;
      if (bytes + Buffer.byteLength(line) > 60_000 && some.length > 0) break;
      bytes += Buffer.byteLength(line) + 6;
      some.push(line);
      at += 1;
      if (isBroken && random() < 0.8) break;
    }
    const between = pick(['\n', '\n', '\n', '\n', '\r\n', '\n\n', '\n \t\r\n']);
    const text =
      pick(['', '', '', '\n', ' ', '\r\n']) + some.join(between) + pick(['', '', '', '\n', ' \n\n', '\r']);
    frames.push({ bytes: Buffer.from(text), isBinary: false });
  }
  return frames;
}

const strangeShare = 0.01;
/** After these the hub keeps the connection for a while, so that the peer can read why: they take their time. */
const brokenShare = 0.000_5;

function strangeFrame(line: string, random: () => number): Frame {
  const bytes = Buffer.from(line);
  const text = (of: string): Frame => ({ bytes: Buffer.from(of), isBinary: false });
  const kinds: readonly (() => Frame)[] = [
    () => text(''),
    () => text('\n'.repeat(1 + Math.floor(random() * frameBytesMax))),
    () => text(' \r\n\t'),
    () => text('\u00a0'),
    () => text(`${line}\n\u00a0\n`),
    () => text(`\ufeff${line}`),
    () => text('1\n'.repeat(messagesMax)),
    () => text('1\n'.repeat(messagesMax + 1)),
    () => text(line + ' '.repeat(Math.max(0, frameBytesMax - bytes.length))),
    () => ({ bytes, isBinary: true }),
    () => ({ bytes: Buffer.alloc(0), isBinary: true }),
    () => text(`${'['.repeat(30_000)}${']'.repeat(30_000)}`),
    () => text(`${line}\n{"t":"ping","id":1`),
    () => text('['.repeat(60_000)),
  ];
  return oneOf(kinds, random);
}

/** Frames that break RFC 6455. */
function brokenFrame(line: string, random: () => number): Frame {
  const bytes = Buffer.from(line);
  const text = (of: Buffer): Frame => ({ bytes: of, isBinary: false });
  const kinds: readonly (() => Frame)[] = [
    () => text(Buffer.concat([bytes, Buffer.alloc(frameBytesMax + 1, ' ')])),
    () => text(Buffer.concat([bytes, Buffer.from([0xe5, 0x85])])),
    () => text(Buffer.from(`${line}\xff`, 'latin1')),
    () => text(Buffer.concat([bytes, Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])])),
  ];
  return oneOf(kinds, random);
}

function oneOf(kinds: readonly (() => Frame)[], random: () => number): Frame {
  const make = kinds[Math.floor(random() * kinds.length)];
  if (make === undefined) throw new Error('no kinds');
  return make();
}
