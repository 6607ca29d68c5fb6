import { once } from 'node:events';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  /** Commands that each connection keeps unanswered. */
  readonly inflight: number;
  /** Whether commands that can leave together share a frame. */
  readonly packed: boolean;
  readonly accounts: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

export interface LoadResult {
  readonly answered: number;
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from sending to the answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A closed loop of transfers between random accounts: each answer is followed by a new command. */
export async function load(options: LoadOptions, measured: () => void): Promise<LoadResult> {
  const tally: Tally = { measuring: false, answered: 0, refused: 0, latenciesMs: [] };
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const socket = new WebSocket(options.url, { perMessageDeflate: false });
      await once(socket, 'open');
      return socket;
    }),
  );
  for (const socket of sockets) drive(socket, options, tally);
  await after(options.warmupMs);
  measured();
  tally.measuring = true;
  const startMs = performance.now();
  await after(options.measureMs);
  tally.measuring = false;
  measured();
  const seconds = (performance.now() - startMs) / 1000;
  for (const socket of sockets) socket.terminate();
  tally.latenciesMs.sort((a, b) => a - b);
  const at = (share: number): number => tally.latenciesMs[Math.floor(share * tally.latenciesMs.length)] ?? 0;
  return { answered: tally.answered, refused: tally.refused, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

interface Tally {
  measuring: boolean;
  answered: number;
  refused: number;
  readonly latenciesMs: number[];
}

function drive(socket: WebSocket, options: LoadOptions, tally: Tally): void {
  let id = 0;
  // Answers come in the order of the commands, so a queue of send times is enough.
  const sentMs: number[] = [];
  const send = (count: number): void => {
    const nowMs = performance.now();
    const commands = Array.from({ length: count }, () => {
      id += 1;
      sentMs.push(nowMs);
      return transfer(id, options.accounts);
    });
    if (options.packed) socket.send(commands.join('\n'));
    else for (const command of commands) socket.send(command);
  };
  socket.on('message', (data) => {
    let answers = 0;
    for (const line of data.toString().split('\n')) {
      if (line.startsWith('{"t":"welcome"')) continue;
      answers += 1;
      const latencyMs = performance.now() - (sentMs.shift() ?? 0);
      if (!tally.measuring) continue;
      tally.answered += 1;
      if (line.startsWith('{"t":"error"')) tally.refused += 1;
      if (tally.answered % 16 === 0) tally.latenciesMs.push(latencyMs);
    }
    if (answers > 0) send(answers);
  });
  send(options.inflight);
}

function transfer(id: number, accounts: number): string {
  const from = Math.floor(Math.random() * accounts);
  const to = (from + 1 + Math.floor(Math.random() * (accounts - 1))) % accounts;
  return `{"t":"transfer","id":${id},"key":"${timeOrderedKey(Date.now(), nanoid(keyRandomChars))}","from":"bench-${from}","to":"bench-${to}","amount":"0.01"}`;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
