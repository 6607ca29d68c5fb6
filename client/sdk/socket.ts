/** The transport's port: all that the SDK needs of a WebSocket. Node and the browser each fit theirs to it. */
export interface Socket {
  /** Writes one text frame. Does nothing before the socket is open, and once it is closing. */
  send(text: string): void;
  /** Begins the closing handshake. */
  close(): void;
  /** Lets go at once, without a handshake where the platform can. */
  destroy(): void;
}

/** Called later, never while the socket is being made. */
export interface SocketEvents {
  /** One frame. */
  received(text: string): void;
  /** Once, and nothing after it; also where the socket never opened. Code 1006 stands for "without a close frame". */
  closed(code: number, reason: string): void;
}

export interface SocketAddress {
  readonly url: string;
  readonly subprotocol: string;
  readonly token: string | undefined;
  /** Certificates to trust, in PEM. */
  readonly ca: string | undefined;
}

/** Begins to open a socket; throws where the platform refuses the address. */
export type OpenSocket = (address: SocketAddress, events: SocketEvents) => Socket;
