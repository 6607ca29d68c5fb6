import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Child } from './child.ts';

/** Connections that are being made at once. */
const together = 200;
/** What a process frees of its own accord, it has freed by then. */
const settleMs = 10_000;
const accountsEach = 10;

/**
 * Bytes of the hub's memory that a watcher takes to whom nothing happens: by the second half of them, for
 * with the first ones the hub's heap grows by what it has room for anyway.
 */
export async function idleWatcherBytes(hub: Child, watchers: number, accounts: number): Promise<number> {
  const half = Math.ceil(watchers / 2);
  const first = await watchAll(hub.url, 0, half, accounts);
  await pause(settleMs);
  const before = hub.residentBytes();
  const second = await watchAll(hub.url, half, watchers, accounts);
  await pause(settleMs);
  const bytes = (hub.residentBytes() - before) / second.length;
  for (const socket of [...first, ...second]) socket.terminate();
  return bytes;
}

async function watchAll(url: string, from: number, until: number, accounts: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let first = from; first < until; first += together) {
    const count = Math.min(together, until - first);
    const watching = Array.from({ length: count }, (_, nth) => watch(url, first + nth, accounts));
    sockets.push(...(await Promise.all(watching)));
  }
  return sockets;
}

/** Resolves once it has been told all balances that it watches. */
async function watch(url: string, number: number, accounts: number): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  const names = Array.from(
    { length: accountsEach },
    (_, nth) => `bench-${(number * accountsEach + nth) % accounts}`,
  );
  const told = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      if (data.toString().includes('"t":"watching"')) resolve();
    });
  });
  socket.send(JSON.stringify({ t: 'watch', id: 1, accounts: names, mode: 'latest' }));
  await told;
  return socket;
}
