import type { Dice } from './dice.ts';
import type { End } from './end.ts';
import type { EventLoop } from './event-loop.ts';
import type { Plan } from './plan.ts';

/** What the lanes of a network have in common. */
export interface Road {
  readonly loop: EventLoop;
  readonly dice: Dice;
  readonly plan: Plan;
}

interface Piece {
  /** `undefined` ends the lane. */
  readonly bytes: Buffer | undefined;
  readonly atMs: number;
}

/** One direction of a connection: bytes in their order, in pieces of any size, each some time after it was sent. */
export class Lane {
  readonly #road: Road;
  readonly #from: End;
  readonly #to: End;
  readonly #name: string;
  #pieces: Piece[] = [];
  #unread = 0;
  #lastAtMs = 0;
  #clogsUntilMs = 0;
  #isPumping = false;
  #isSilent = false;
  #taken: (() => void) | undefined;

  constructor(road: Road, from: End, to: End, name: string) {
    this.#road = road;
    this.#from = from;
    this.#to = to;
    this.#name = name;
  }

  /** `taken` is called once the kernel has room for the bytes. */
  send(bytes: Buffer, taken: () => void): void {
    this.#unread += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const end = this.#cutBehind(at, bytes.length);
      this.#add(bytes.subarray(at, end));
      at = end;
    }
    if (this.#unread <= this.#road.plan.kernelBytes) taken();
    else this.#taken = taken;
  }

  end(): void {
    this.#add(undefined);
  }

  /** Nothing gets through before this time. */
  clog(untilMs: number): void {
    this.#clogsUntilMs = Math.max(this.#clogsUntilMs, untilMs);
  }

  /** Nothing gets through any more, and nobody is told. */
  silence(): void {
    this.#isSilent = true;
    this.#pieces = [];
  }

  /** The other end can take more. */
  pump(): void {
    const [first] = this.#pieces;
    if (this.#isPumping || first === undefined || !this.#to.mayTake) return;
    this.#isPumping = true;
    const { loop } = this.#road;
    const atMs = Math.max(first.atMs, this.#clogsUntilMs);
    loop.plan(this.#to.process, atMs - loop.nowMs, this.#name, () => {
      this.#isPumping = false;
      if (this.#clogsUntilMs <= loop.nowMs) this.#deliver();
      this.pump();
    });
  }

  #cutBehind(at: number, length: number): number {
    const { dice, plan } = this.#road;
    return dice.chance(plan.cutChance) ? at + 1 + dice.below(length - at) : length;
  }

  #add(bytes: Buffer | undefined): void {
    if (this.#isSilent) return;
    const { loop, dice, plan } = this.#road;
    this.#lastAtMs = Math.max(this.#lastAtMs, loop.nowMs + dice.wait(plan.latencyMs));
    this.#pieces.push({ bytes, atMs: this.#lastAtMs });
    this.pump();
  }

  #deliver(): void {
    const { nowMs } = this.#road.loop;
    for (let [piece] = this.#pieces; piece !== undefined && piece.atMs <= nowMs; [piece] = this.#pieces) {
      if (!this.#to.mayTake) return;
      this.#pieces.shift();
      this.#to.arrive(piece.bytes);
      this.#unread -= piece.bytes?.length ?? 0;
      this.#giveRoom();
    }
  }

  #giveRoom(): void {
    const taken = this.#taken;
    if (taken === undefined || this.#unread > this.#road.plan.kernelBytes) return;
    this.#taken = undefined;
    const { loop } = this.#road;
    loop.plan(this.#from.process, 0, 'room', taken);
  }
}
