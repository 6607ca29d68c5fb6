import { WebSocket } from 'ws';
import { Hub } from '../../../client/sdk/hub.ts';
import type { OpenSocket } from '../../../client/sdk/socket.ts';
import { SdkWatch } from '../checker/sdk-watch.ts';
import type { Kind } from './resumption.ts';

/** Watches of the SDK whose connections break between one seq and the next: at every seq one of them. */
export class SdkCuts implements AsyncDisposable {
  readonly watches: readonly SdkWatch[];
  /** Seqs behind which a connection was cut. */
  readonly cutBehind = new Set<number>();
  cuts = 0;
  readonly #hubs: readonly Hub[];

  /** `turns`: watches of each kind that take turns. */
  constructor(url: string, kinds: readonly Kind[], turns: number) {
    const all = kinds.flatMap((kind) => Array.from({ length: turns }, (_, turn) => ({ kind, turn })));
    const made = all.map(({ kind: { target, mode }, turn }) => {
      const cutter = new Cutter(
        (seq) => seq % turns === turn,
        (seq) => {
          this.cutBehind.add(seq);
          this.cuts += 1;
        },
      );
      const hub = new Hub(url, cutter.open, { timeoutMs: Number.POSITIVE_INFINITY });
      const name = `the SDK's ${mode} watch of ${JSON.stringify(target)} that is cut at ${turn} of ${turns}`;
      return { hub, watch: new SdkWatch(name, hub.watch(target, { mode }), target, mode, () => 0) };
    });
    this.#hubs = made.map(({ hub }) => hub);
    this.watches = made.map(({ watch }) => watch);
  }

  /** Resolves when all have been told so far; `seqOf` gives what a target has to be told. */
  async reach(seqOf: (kind: Pick<Kind, 'target'>) => number): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.reaches(seqOf(watch))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hubs.map((hub) => hub.close()));
  }
}

/** A transport that lets through what comes up to an event, and then breaks; of each seq once. */
class Cutter {
  readonly #isIt: (seq: number) => boolean;
  readonly #cut: (seq: number) => void;
  /** The newest seq behind which it has broken. */
  #last = 0;

  constructor(isIt: (seq: number) => boolean, cut: (seq: number) => void) {
    this.#isIt = isIt;
    this.#cut = cut;
  }

  readonly open: OpenSocket = ({ url, subprotocol }, events) => {
    const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false });
    let isCut = false;
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      if (isCut) return;
      const lines = data.toString().split('\n');
      const at = lines.findIndex((line) => this.#isDue(seqOfEvent(line)));
      events.received((at < 0 ? lines : lines.slice(0, at + 1)).join('\n'));
      if (at < 0) return;
      isCut = true;
      this.#last = seqOfEvent(lines[at] ?? '');
      this.#cut(this.#last);
      socket.terminate();
    });
    socket.on('close', (code, reason) => events.closed(code, reason.toString()));
    return {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => socket.close(),
      destroy: () => socket.terminate(),
    };
  };

  #isDue(seq: number): boolean {
    return seq > this.#last && this.#isIt(seq);
  }
}

/** The seq that an event tells of; 0 of what is none. */
function seqOfEvent(line: string): number {
  return Number(
    /^\{"t":"(?:tx|balances)","watch":\d+,"prev":\d+,(?:"tx":\{)?"seq":(\d+)/.exec(line)?.[1] ?? 0,
  );
}
