import { firstAbove } from './first-above.ts';

/** What was known to the world, and since when: the newest place of the journal that anyone had been told of. */
export class KnownSince {
  /** Rising, each once. */
  readonly #times: number[] = [];
  readonly #places: number[] = [];

  constructor(tellings: readonly { readonly atMs: number; readonly place: number }[]) {
    for (const { atMs, place } of tellings.toSorted((a, b) => a.atMs - b.atMs)) {
      if (place <= (this.#places.at(-1) ?? -1)) continue;
      if (this.#times.at(-1) === atMs) this.#places[this.#places.length - 1] = place;
      else {
        this.#times.push(atMs);
        this.#places.push(place);
      }
    }
  }

  /** The newest place that someone was told of before this time, and not at it; -1 where nobody was. */
  before(ms: number): number {
    const at = firstAbove(this.#times, ms) - 1;
    return this.#places[this.#times[at] === ms ? at - 1 : at] ?? -1;
  }
}
