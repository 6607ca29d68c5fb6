import type { Encoded } from './encode.ts';
import type { FlorinError, InterruptionCode } from './errors.ts';
import type { Reply } from './messages.ts';
import type { PendingRequest } from './pending.ts';

/** A request that is to be written; exactly one of the three is called in the end, but for a lost `once`. */
export interface Outgoing extends PendingRequest {
  readonly text: string;
  /** Speaks to one connection only: forgotten, not written again, when that is lost. */
  readonly once: boolean;
  /** How often it was written. */
  writes: number;
  receive(reply: Reply): void;
  /** It cannot be written. */
  fail(error: FlorinError): void;
  /** It will not be answered any more. */
  interrupt(code: InterruptionCode, cause?: unknown): void;
}

/** A request to this connection alone, about what goes with it. */
export class OneTime implements Outgoing {
  readonly id: number;
  readonly text: string;
  readonly once = true;
  writes = 0;
  readonly receive: (reply: Reply) => void;
  readonly fail: (error: FlorinError) => void;

  constructor(
    request: Encoded,
    receive: (reply: Reply) => void = () => {},
    fail: (error: FlorinError) => void = () => {},
  ) {
    this.id = request.id;
    this.text = request.text;
    this.receive = receive;
    this.fail = fail;
  }

  interrupt(): void {
    // Whoever made it hears of the connection's end anyway.
  }
}
