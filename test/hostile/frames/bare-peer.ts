import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { opcodes } from './client-frame.ts';

/** A frame as the hub sent it. */
export interface HubFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A WebSocket client below its rules: it sends the bytes that a test gives it, and keeps every frame that comes. */
export class BarePeer implements AsyncDisposable {
  readonly socket: Socket;
  /** The head of the response to the upgrade. */
  readonly head: string;
  readonly frames: HubFrame[] = [];
  #bytes: Buffer;
  #isOver = false;
  #wake = (): void => undefined;

  private constructor(socket: Socket, head: string, rest: Buffer) {
    this.socket = socket;
    this.head = head;
    this.#bytes = rest;
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#read();
    });
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    socket.once('end', over).once('close', over);
    this.#read();
  }

  /** Upgrades; `early` goes out in the same write as the request. */
  static async connect(url: string, early: Buffer = Buffer.alloc(0), headers = ''): Promise<BarePeer> {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, noDelay: true });
    socket.on('error', () => undefined);
    socket.write(
      Buffer.concat([
        Buffer.from(
          `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`,
        ),
        early,
      ]),
    );
    let bytes = Buffer.alloc(0);
    while (!bytes.includes('\r\n\r\n')) {
      const [chunk]: Buffer[] = await once(socket, 'data');
      bytes = Buffer.concat([bytes, chunk ?? Buffer.alloc(0)]);
    }
    const end = bytes.indexOf('\r\n\r\n') + 4;
    return new BarePeer(socket, bytes.subarray(0, end).toString('latin1'), bytes.subarray(end));
  }

  /** Whether the hub has ended the connection. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Writes, and waits until the system has taken it: what follows goes into another segment. */
  async write(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** Resolves when a frame has come that is wanted, or the connection is over. */
  async until(isWanted: (frame: HubFrame) => boolean): Promise<void> {
    while (!this.#isOver && !this.frames.some(isWanted)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.socket.closed ? undefined : once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  #read(): void {
    for (;;) {
      const [first, second] = this.#bytes;
      if (first === undefined || second === undefined) return;
      const extended = second < 126 ? 0 : second === 126 ? 2 : 8;
      if (this.#bytes.length < 2 + extended) return;
      const length =
        extended === 0
          ? second
          : extended === 2
            ? this.#bytes.readUInt16BE(2)
            : Number(this.#bytes.readBigUInt64BE(2));
      const end = 2 + extended + length;
      if (this.#bytes.length < end) return;
      // A hub's frames are whole, carry no reserved bits, and are not masked: docs/PROTOCOL.md offers no more.
      if ((first & 0xf0) !== 0x80 || second > 127)
        throw new Error(`the hub sent a frame that begins with ${first} ${second}`);
      this.frames.push({ opcode: first & 0x0f, payload: this.#bytes.subarray(2 + extended, end) });
      this.#bytes = this.#bytes.subarray(end);
      this.#wake();
    }
  }
}

/** What the hub said in text frames after its welcome, each as `TYPE ID`, or as `CODE ID` for an error. */
export function saidIn(frames: readonly HubFrame[]): string[] {
  const said: string[] = [];
  for (const { opcode, payload } of frames) {
    if (opcode !== opcodes.text) continue;
    for (const line of payload.toString().split('\n')) {
      const { t, id, code } = JSON.parse(line);
      if (t !== 'welcome') said.push(`${t === 'error' ? code : t} ${id}`);
    }
  }
  return said;
}

/** The payloads of its pongs. */
export function pongsIn(frames: readonly HubFrame[]): string[] {
  return frames
    .filter(({ opcode }) => opcode === opcodes.pong)
    .map(({ payload }) => payload.toString('latin1'));
}

/** The code that it closed with, 1005 for none. */
export function closeIn(frames: readonly HubFrame[]): number | undefined {
  const close = frames.find(({ opcode }) => opcode === opcodes.close);
  if (close === undefined) return undefined;
  return close.payload.length < 2 ? 1005 : close.payload.readUInt16BE(0);
}
