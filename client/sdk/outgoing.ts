import type { Encoded } from './encode.ts';
import type { InterruptionCode, Refused } from './errors.ts';
import type { Reply } from './messages.ts';
import type { PendingRequest, Place } from './pending.ts';

/** A request that is to be written; exactly one of the three is called in the end, but for a lost `once`. */
export interface Outgoing extends PendingRequest {
  readonly text: string;
  /** Bytes of the text in UTF-8. */
  readonly bytes: number;
  /** Speaks to one connection only: forgotten, not written again, when that is lost. */
  readonly once: boolean;
  /** When to interrupt it, on the clock of `clockMs`. */
  readonly deadlineMs: number;
  /** How often it was written. */
  writes: number;
  receive(reply: Reply): void;
  /** It cannot be written on this connection, and is forgotten; an earlier one may have carried it. */
  unfit(refusal: Refused): void;
  /** It will not be answered any more. */
  interrupt(code: InterruptionCode, cause?: unknown): void;
}

/** A request to this connection alone, about what goes with it. */
export class OneTime implements Outgoing {
  readonly id: number;
  readonly text: string;
  readonly bytes: number;
  readonly once = true;
  /** As long as the connection lives. */
  readonly deadlineMs = Number.POSITIVE_INFINITY;
  place: Place = 'nowhere';
  writes = 0;
  readonly receive: (reply: Reply) => void;
  readonly unfit: (refusal: Refused) => void;

  constructor(
    request: Encoded,
    receive: (reply: Reply) => void = () => {},
    unfit: (refusal: Refused) => void = () => {},
  ) {
    this.id = request.id;
    this.text = request.text;
    this.bytes = request.bytes;
    this.receive = receive;
    this.unfit = unfit;
  }

  interrupt(): void {
    // Whoever made it hears of the connection's end anyway.
  }
}
