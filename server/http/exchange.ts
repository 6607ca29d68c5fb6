import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its response. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** What the named parts of the path hold. */
  readonly params: Readonly<Record<string, string>>;
}

/** Answers a request; resolves when all of the answer has been handed over, and never rejects for what a client did. */
export type Handle = (exchange: Exchange) => Promise<void>;

/** An answer that is told in one piece. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function send(outgoing: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  outgoing.writeHead(status, {
    ...kept,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  // Node leaves the body out where the request is a HEAD.
  outgoing.end(body);
}

/** Begins an answer that goes on for a while. */
export function begin(outgoing: ServerResponse, type: string): void {
  outgoing.writeHead(200, { ...kept, 'content-type': type });
  outgoing.flushHeaders();
}

/** The content type of one JSON value a line. */
export const ndjson = 'application/x-ndjson';

/** What is told of money is for whoever asked: no page of strangers includes it, nothing keeps it. */
const kept = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;
