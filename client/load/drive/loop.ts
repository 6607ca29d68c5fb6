/** Decides when which client of a thread sends its next command. Clients are numbers from 0. */
export interface Loop {
  start(): void;
  /** A command of the client has its answer. */
  answered(client: number): void;
  /** Nothing is sent any more. */
  stop(): void;
}

/** Has a client send a command; `startedMs`, on the steady clock, is when its latency begins. */
export type Send = (client: number, startedMs: number) => void;
