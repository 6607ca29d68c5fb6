/** Lets so many of each name go on at a time; the others wait, in their order, and hold up nobody else. */
export class Turns {
  readonly #max: number;
  readonly #waitingMax: number;
  readonly #queues = new Map<string, Queue>();

  constructor(max: number, waitingMax: number) {
    this.#max = max;
    this.#waitingMax = waitingMax;
  }

  /** Resolves when it is the turn, which lasts until what it gives is disposed of. Rejects where too many wait. */
  async take(name: string): Promise<Disposable> {
    const queue = this.#queues.get(name) ?? { taken: 0, waiting: [] };
    this.#queues.set(name, queue);
    if (queue.taken < this.#max) queue.taken += 1;
    else if (queue.waiting.length >= this.#waitingMax) throw new Error('too many of this name wait');
    else await new Promise<void>((resolve) => queue.waiting.push(resolve));
    return { [Symbol.dispose]: () => this.#leave(name, queue) };
  }

  /** Hands the place on to who has waited longest. */
  #leave(name: string, queue: Queue): void {
    const next = queue.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    queue.taken -= 1;
    if (queue.taken === 0) this.#queues.delete(name);
  }
}

interface Queue {
  taken: number;
  readonly waiting: (() => void)[];
}
