import { once } from 'node:events';
import { WebSocket } from 'ws';
import { WelcomeSchema } from '../../../shared/down.ts';
import { type Kind, Resumption, type Since, type Texts } from './resumption.ts';

/** How long the hub may be silent where it has something to tell, on a machine that does other things too. */
export const toldWithinMs = 30_000;

/** A socket with nothing between it and the hub: many watches, or commands, of which each answer is awaited. */
export class WatchLine implements AsyncDisposable {
  epoch = '';
  /** Newest seq when it began. */
  seq = 0;
  readonly #socket: WebSocket;
  readonly #asked = new Map<number, Resumption>();
  readonly #open = new Map<number, Resumption>();
  /** Watches by the requests that are to end them. */
  readonly #ending = new Map<number, number>();
  readonly #replies = new Map<number, string>();
  /** Messages to watches that there are none of. */
  readonly strays: string[] = [];
  #lastId = 0;
  #isClosed = false;
  /** How the hub closed, or what came that nobody can read. */
  #end = '';
  #waiting: (() => void)[] = [];

  private constructor(url: string) {
    this.#socket = new WebSocket(url, 'florin.v1', { perMessageDeflate: false });
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', (data) => {
      for (const line of data.toString().split('\n')) this.#take(line);
      this.#wake();
    });
    this.#socket.on('close', (code, reason) => {
      this.#isClosed = true;
      this.#end = `${code} ${reason.toString()}`;
      this.#wake();
    });
  }

  static async open(url: string): Promise<WatchLine> {
    const line = new WatchLine(url);
    await line.until('the welcome', () => line.epoch !== '');
    return line;
  }

  /** Begins watches in one frame, each of a kind and since. */
  watch(name: string, all: readonly (readonly [Kind, unknown])[], texts: Texts): Resumption[] {
    const begun: Resumption[] = [];
    const lines = all.map(([kind, since]) => {
      this.#lastId += 1;
      const watch = new Resumption(name, kind, isSince(since) ? since : undefined, texts);
      begun.push(watch);
      this.#asked.set(this.#lastId, watch);
      const { target, mode } = kind;
      const named = typeof target === 'object' && 'ledger' in target ? target : { accounts: target };
      return JSON.stringify({ t: 'watch', id: this.#lastId, ...named, mode, since });
    });
    this.#socket.send(lines.join('\n'));
    return begun;
  }

  /** Ends all watches, and resolves when the hub says so; what comes after that is a stray. */
  async unwatchAll(): Promise<void> {
    for (const watch of this.#open.keys()) this.#ending.set(this.#ask({ t: 'unwatch', watch }), watch);
    await this.until('the ends of watches', () => this.#open.size === 0);
    await this.ask([{ t: 'get', accounts: ['@world:cash'] }]);
  }

  /** Sends commands in one frame, and resolves with their replies as the hub wrote them. */
  async ask(requests: readonly object[]): Promise<string[]> {
    const ids = requests.map((request) => this.#ask(request));
    await this.until('replies', () => ids.every((id) => this.#replies.has(id)));
    return ids.map((id) => {
      const reply = this.#replies.get(id) ?? '';
      this.#replies.delete(id);
      return reply;
    });
  }

  /** Resolves when this is so; rejects where the hub is silent for too long, or closes. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const timer = setTimeout(() => this.#wake(), toldWithinMs + 1);
    const lateMs = performance.now() + toldWithinMs;
    try {
      while (!isSo()) {
        if (this.#isClosed) throw new Error(`the hub closed (${this.#end}) before ${what}`);
        if (performance.now() > lateMs) throw new Error(`the hub is silent: ${what} did not come`);
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#socket.terminate();
    await once(this.#socket, 'close');
  }

  #ask(request: object): number {
    this.#lastId += 1;
    this.#socket.send(JSON.stringify({ ...request, id: this.#lastId }));
    return this.#lastId;
  }

  #take(line: string): void {
    const [, t = '', id, watch] = headPattern.exec(line) ?? [];
    if (t === 'welcome') {
      const { epoch, seq } = WelcomeSchema.parse(JSON.parse(line));
      this.epoch = epoch;
      this.seq = seq;
    } else if (t === 'watching') this.#begin(Number(id), Number(watch), line);
    else if (id !== undefined) this.#reply(Number(id), line);
    else if (this.#open.has(Number(watch))) this.#open.get(Number(watch))?.take(line);
    else this.strays.push(line);
  }

  #begin(id: number, watch: number, line: string): void {
    const asked = this.#asked.get(id);
    if (asked === undefined || this.#open.has(watch)) {
      this.strays.push(line);
      return;
    }
    this.#open.set(watch, asked);
    asked.take(line);
  }

  #reply(id: number, line: string): void {
    const [asked, ending] = [this.#asked.get(id), this.#ending.get(id)];
    if (ending !== undefined) this.#open.delete(ending);
    else if (asked === undefined) this.#replies.set(id, line);
    else asked.refusal = /"code":"([a-z_]+)"/.exec(line)?.[1] ?? line;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const headPattern = /^\{"t":"([a-z]+)"(?:,"id":(\d+))?(?:,"watch":(\d+))?/;

function isSince(since: unknown): since is Since {
  return typeof since === 'object' && since !== null && 'seq' in since && typeof since.seq === 'number';
}
