import { decodeFrame } from '../../shared/codec.ts';
import { closeCodes } from '../../shared/codes.ts';
import { BadFrame, type Decoded } from '../../shared/decode-request.ts';
import { closeMeanings } from '../../shared/meanings.ts';
import type { Access, Admission } from '../access/access.ts';
import type { Door } from '../access/door.ts';
import { limits } from '../limits.ts';
import type { Guest } from './guest.ts';
import type { Outbox, SocketWire } from './outbox.ts';
import { errorReply } from './replies.ts';

/** Whoever has connected without a token, until they have said hello with one. */
export class Newcomer implements Guest {
  readonly #door: Door;
  readonly #wire: SocketWire;
  readonly #outbox: Outbox;
  readonly #admitted: Admitted;
  readonly #tooLate: NodeJS.Timeout;
  /** Frames that came while the token was looked at; the connection is not read meanwhile. */
  readonly #frames: string[] = [];
  #isAsking = false;
  #isOver = false;

  constructor(door: Door, wire: SocketWire, outbox: Outbox, admitted: Admitted) {
    this.#door = door;
    this.#wire = wire;
    this.#outbox = outbox;
    this.#admitted = admitted;
    this.#tooLate = setTimeout(() => {
      door.missed();
      this.#close('noHello');
    }, limits.helloWithinMs).unref();
  }

  receive(frame: string): void {
    if (this.#isOver) return;
    if (this.#isAsking) {
      this.#frames.push(frame);
      return;
    }
    try {
      this.#take(decodeFrame(frame));
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      this.#close('badFrame');
    }
  }

  end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.closed();
    this.#outbox.flush();
    this.#wire.close(code, reason);
  }

  drained(): void {}

  check(): void {}

  closed(): void {
    this.#isOver = true;
    clearTimeout(this.#tooLate);
  }

  #take(messages: readonly Decoded[]): void {
    for (const [nth, message] of messages.entries()) {
      if (message.ok && message.request.t === 'hello') {
        this.#ask(message.request.token, messages.slice(nth + 1));
        return;
      }
      const id = message.ok ? message.request.id : message.id;
      this.#outbox.push(errorReply(id, 'unauthorized', 'say hello with a token first'));
    }
  }

  #ask(token: string, rest: readonly Decoded[]): void {
    const admission = this.#door.admit(token);
    if (!(admission instanceof Promise)) {
      this.#answer(admission, rest);
      return;
    }
    this.#isAsking = true;
    this.#wire.pauseReading();
    void admission.then((access) => {
      this.#isAsking = false;
      this.#wire.resumeReading();
      this.#answer(access, rest);
    });
  }

  #answer(access: Admission, rest: readonly Decoded[]): void {
    if (this.#isOver) return;
    if (access === undefined || access === 'busy') {
      this.#close(access === 'busy' ? 'overloaded' : 'badToken');
      return;
    }
    this.closed();
    this.#admitted(access, rest, this.#frames);
  }

  #close(why: 'noHello' | 'badFrame' | 'badToken' | 'overloaded'): void {
    this.end(closeCodes[why].code, closeMeanings[why]);
  }
}

/** Hears of the access, of the messages that came in one frame behind the hello, and of frames behind that. */
type Admitted = (access: Access, rest: readonly Decoded[], frames: readonly string[]) => void;
