import { once } from 'node:events';
import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import { keyRandomChars, timeOrderedKey } from '../../shared/keys.ts';
import type { Tally } from './tally.ts';
import type { Transfers } from './transfers.ts';

/**
 * Plain `ws` sockets, one command a frame, each answer followed by a new command. It works with any server
 * that answers commands in order, a line each. Resolves, once all are connected, with what ends them.
 */
export async function plainLoad(
  url: string,
  connections: number,
  inflight: number,
  transfers: Transfers,
  tally: Tally,
): Promise<() => Promise<void>> {
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      await once(socket, 'open');
      return socket;
    }),
  );
  for (const socket of sockets) drive(socket, inflight, transfers, tally);
  return async () => {
    for (const socket of sockets) socket.terminate();
  };
}

function drive(socket: WebSocket, inflight: number, transfers: Transfers, tally: Tally): void {
  let id = 0;
  // Answers come in the order of the commands, so a ring of send times is enough.
  const sentMs = new Float64Array(inflight);
  const send = (): void => {
    const { from, to, amount } = transfers.next();
    sentMs[id % inflight] = performance.now();
    const key = timeOrderedKey(Date.now(), nanoid(keyRandomChars));
    socket.send(
      `{"t":"transfer","id":${id},"key":"${key}","from":"${from}","to":"${to}","amount":"${amount}"}`,
    );
    id += 1;
  };
  let answered = 0;
  socket.on('message', (data) => {
    for (const line of data.toString().split('\n')) {
      if (line.startsWith('{"t":"welcome"')) continue;
      tally.answer(sentMs[answered % inflight] ?? 0, line.startsWith('{"t":"error"') ? line : undefined);
      answered += 1;
      send();
    }
  });
  for (let at = 0; at < inflight; at += 1) send();
}
