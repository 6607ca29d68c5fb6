import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it came: not decompressed. */
  readonly body: Buffer;
}

export interface RawRequest {
  readonly method?: string;
  /** On top of, or instead of, those that every request has; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks over HTTP for a path exactly as it is written, which no client that knows its rules would send. */
export async function rawRequest(
  address: string,
  path: string,
  { method = 'GET', headers = {} }: RawRequest = {},
): Promise<RawResponse> {
  const { hostname, port, host } = new URL(address);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // To the older version the answer comes in one piece.
  socket.write(`${[`${method} ${path} HTTP/1.0`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
  await once(socket, 'close');
  return parse(Buffer.concat(chunks));
}

function parse(response: Buffer): RawResponse {
  const headEnd = response.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = response.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(headers),
    body: response.subarray(headEnd + 4),
  };
}
