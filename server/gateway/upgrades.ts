import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { limits } from '../limits.ts';

/** Takes over a connection that is to become a WebSocket. `head`: what came behind its request. */
type Upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => void;

/**
 * Hears the upgrades of an HTTP server, each once all before it on its connection is answered. What asks for a
 * WebSocket goes to `upgrade`. Whatever else is offered, as `h2c` by Java's clients, is ignored: the request is
 * answered as if nothing were (RFC 9110, section 7.8).
 */
export function takeUpgrades(server: Server, upgrade: Upgrade): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => latest.set(request.socket, response));
  server.on('upgrade', (request, stream, head) => {
    // Node has let go of it: nobody else hears that it breaks, and an error that nobody hears ends the process.
    stream.on('error', cutOff);
    const earlier = latest.get(stream);
    const begin = (): void => {
      if (asksForWebSocket(request)) upgrade(request, stream, head);
      else giveBack(server, request, head);
    };
    // Answers keep the order of their requests: one that is still being made does not end up among the frames.
    if (earlier === undefined || earlier.closed) begin();
    else earlier.once('close', begin);
  });
}

/** Answers an upgrade with a status line, and whatever headers stand behind it; cuts off whoever does not close then. */
export function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  stream.resume();
  setTimeout(() => stream.destroy(), limits.closeWithinMs).unref();
}

/** HTTP/1.0 has no upgrades. */
function asksForWebSocket({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion !== '1.0' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Has the server read a request once more, without its `Upgrade`, and go on with its body and what came behind it.
 * Node 20 lets nobody say of one request that it is no upgrade, but takes a connection back (`'connection'` in its
 * documentation). Nothing was done of the request before.
 */
function giveBack(server: Server, request: IncomingMessage, rest: Buffer): void {
  const { socket, rawHeaders } = request;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  if (rawHeaders.length >= namesAndValuesKept) {
    refuseUpgrade(socket, '431 Request Header Fields Too Large');
    return;
  }
  // The answer before has left the connection with the time that an idle one is given.
  socket.setTimeout(0);
  socket.off('error', cutOff);
  socket.unshift(Buffer.concat([headOf(request), rest]));
  server.emit(server instanceof TlsServer ? 'secureConnection' : 'connection', socket);
}

/** As it came, byte by byte, but for the `Upgrade` and spaces around values: it means what it meant, and is no longer. */
function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'upgrade') head += `${name}:${rawHeaders[at + 1]}\r\n`;
  }
  return Buffer.from(`${head}\r\n`, 'latin1');
}

function cutOff(this: Duplex): void {
  this.destroy();
}

/** So many names and values Node keeps of a request; of one that had more, its length may be missing. */
const namesAndValuesKept = 2_000;
