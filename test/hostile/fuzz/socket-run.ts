import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { CorrelationId } from '../../../shared/fields.ts';
import { judge } from '../reference/verdict.ts';
import { couldBe, type Expected, expectedOf, faultOf } from './expected.ts';
import { type Frame, type FrameVerdict, type JudgedLine, judgeFrame } from './frames.ts';
import type { Message, Reply, Tally } from './tally.ts';

/** Frames that are sent before their replies are waited for. */
const framesAhead = 3;
/** How long a reply may take on a machine that does other things too: an end, not a measure. */
const replyWithinMs = 30_000;

/** Sends frames over sockets and holds what comes back against what has to. Throws {@link Fault} for what does not fit. */
export async function runFrames(url: string, frames: readonly Frame[], tally: Tally): Promise<SocketCounts> {
  const counts = { messages: 0, frames: 0, closes: 0, events: 0 };
  let client = await FuzzClient.connect(url, tally);
  try {
    for (const { frames: some, end } of windowsOf(frames)) {
      counts.frames += some.length + (end === undefined ? 0 : 1);
      for (const { bytes, lines } of some) {
        counts.messages += lines.length;
        client.send(
          bytes,
          false,
          lines.flatMap(({ line, verdict }) => expectedOf(line, verdict)),
        );
      }
      if (end === undefined) {
        await client.answered();
        continue;
      }
      counts.messages += 1;
      counts.closes += 1;
      client.send(end.frame.bytes, end.frame.isBinary, []);
      await client.closedWith(end.code, end.frame.bytes);
      counts.events += client.events;
      client = await FuzzClient.connect(url, tally);
    }
    await client.leave();
    counts.events += client.events;
    return counts;
  } finally {
    client.terminate();
  }
}

export interface SocketCounts {
  /** Lines that are messages; a frame that is refused whole counts as one. */
  messages: number;
  frames: number;
  closes: number;
  events: number;
}

/** What came back is not what has to. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

interface Window {
  readonly frames: { readonly bytes: Buffer; readonly lines: readonly JudgedLine[] }[];
  /** A frame that ends the connection, behind the others. */
  end?: { readonly frame: Frame; readonly code: number };
}

/**
 * Frames that are sent together. Within a window no question that may be answered out of order has the id of
 * another request: nobody could tell their replies apart. A frame that has two such requests is left out.
 */
function windowsOf(frames: readonly Frame[]): Window[] {
  const windows: Window[] = [];
  let window: Window = { frames: [] };
  let ids = new Ids();
  const next = (): void => {
    if (window.frames.length > 0 || window.end !== undefined) windows.push(window);
    window = { frames: [] };
    ids = new Ids();
  };
  for (const frame of frames) {
    const verdict: FrameVerdict = judgeFrame(frame);
    if (verdict.kind === 'closed') {
      // What breaks RFC 6455 ends the connection at once: replies that are owed may be lost.
      if (verdict.code < 4_000 && verdict.code !== 1003) next();
      window.end = { frame, code: verdict.code };
      next();
      continue;
    }
    if (window.frames.length === framesAhead || !ids.take(verdict.lines)) {
      next();
      if (!ids.take(verdict.lines)) continue;
    }
    window.frames.push({ bytes: frame.bytes, lines: verdict.lines });
  }
  next();
  return windows;
}

/** Ids that are asked with, and whether what they ask may be answered out of order. */
class Ids {
  readonly #free = new Set<CorrelationId | null>();
  readonly #ordered = new Set<CorrelationId | null>();

  /** Whether the lines fit to the ids that there are; their own are added where they do. */
  take(lines: readonly JudgedLine[]): boolean {
    const [free, ordered] = [new Set<CorrelationId | null>(), new Set<CorrelationId | null>()];
    for (const { line, verdict } of lines) {
      for (const { ids, isOrdered } of expectedOf(line, verdict)) {
        for (const id of ids) {
          const isTaken = this.#free.has(id) || free.has(id);
          if (isTaken || (!isOrdered && (this.#ordered.has(id) || ordered.has(id)))) return false;
          (isOrdered ? ordered : free).add(id);
        }
      }
    }
    for (const id of free) this.#free.add(id);
    for (const id of ordered) this.#ordered.add(id);
    return true;
  }
}

const events = new Set(['tx', 'balances', 'snapshot', 'lagged']);

/** One connection, and all that it is owed. */
class FuzzClient {
  readonly #socket: WebSocket;
  readonly #tally: Tally;
  readonly #ordered: Expected[] = [];
  readonly #free: Expected[] = [];
  #isWelcome = false;
  #fault: Fault | undefined;
  #closed: number | undefined;
  #wake = (): void => undefined;
  /** Messages of watches. */
  events = 0;

  private constructor(socket: WebSocket, tally: Tally) {
    this.#socket = socket;
    this.#tally = tally;
    socket.on('message', (data) => {
      for (const text of data.toString().split('\n')) this.#take(text);
      this.#wake();
    });
    socket.on('close', (code) => {
      this.#closed = code;
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  static async connect(url: string, tally: Tally): Promise<FuzzClient> {
    const socket = new WebSocket(url, 'florin.v1', { perMessageDeflate: false });
    const client = new FuzzClient(socket, tally);
    await once(socket, 'open');
    return client;
  }

  send(bytes: Buffer, isBinary: boolean, expected: readonly Expected[]): void {
    for (const each of expected) (each.isOrdered ? this.#ordered : this.#free).push(each);
    this.#socket.send(bytes, { binary: isBinary });
  }

  /** Resolves when all that is owed has come. */
  async answered(): Promise<void> {
    await this.#until(() => this.#owed === undefined || this.#closed !== undefined);
    if (this.#owed !== undefined)
      throw new Fault(`closed with ${this.#closed}, and no reply to ${shown(this.#owed.line)}`);
  }

  /** Resolves when the hub has given all that it owes, and has closed with that code. */
  async closedWith(code: number, sent: Buffer): Promise<void> {
    await this.#until(() => this.#closed !== undefined);
    if (this.#owed !== undefined)
      throw new Fault(`closed with ${this.#closed}, and no reply to ${shown(this.#owed.line)}`);
    if (this.#closed !== code)
      throw new Fault(
        `closed with ${this.#closed} in place of ${code} after ${shown(sent.toString('latin1'))}`,
      );
  }

  /** Ends the connection once nothing more comes. */
  async leave(): Promise<void> {
    const line = '{"t":"get","id":"the last","accounts":["0"]}';
    const verdict = judge(line);
    if (verdict.kind === 'asked') this.send(Buffer.from(line), false, expectedOf(line, verdict));
    await this.answered();
    this.#socket.close();
    await this.#until(() => this.#closed !== undefined);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  get #owed(): Expected | undefined {
    return this.#ordered[0] ?? this.#free[0];
  }

  async #until(isSo: () => boolean): Promise<void> {
    const atMs = performance.now() + replyWithinMs;
    while (!isSo()) {
      if (this.#fault !== undefined) throw this.#fault;
      const leftMs = atMs - performance.now();
      if (leftMs <= 0) throw new Fault(`no reply to ${shown(this.#owed?.line ?? 'the frame')}`);
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, leftMs);
      });
      clearTimeout(timer);
    }
    if (this.#fault !== undefined) throw this.#fault;
  }

  #take(text: string): void {
    const message: Message = JSON.parse(text);
    if (events.has(message.t)) {
      this.events += 1;
      return;
    }
    if (!this.#isWelcome) {
      this.#isWelcome = true;
      if (message.t !== 'welcome') this.#fault ??= new Fault(`in place of a welcome: ${shown(text)}`);
      return;
    }
    const expected = this.#expected(message);
    if (expected === undefined) {
      this.#fault ??= new Fault(
        `came: ${shown(text)}\nexpected: a reply to ${shown(this.#owed?.line ?? 'nothing')}`,
      );
      return;
    }
    const reply: Reply = { text, message };
    const fault = faultOf(expected, reply, this.#tally);
    if (fault !== undefined)
      this.#fault ??= new Fault(`${fault}: ${shown(text)}\nto: ${shown(expected.line)}`);
  }

  /** What a reply is to: the first that is owed in order, or one that may come whenever it likes. */
  #expected(message: Message): Expected | undefined {
    const [first] = this.#ordered;
    if (first !== undefined && couldBe(first, message)) return this.#ordered.shift();
    const at = this.#free.findIndex((each) => couldBe(each, message));
    return at < 0 ? undefined : this.#free.splice(at, 1)[0];
  }
}

/** A text that a terminal shows as it is, and that can be pasted. */
export function shown(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
