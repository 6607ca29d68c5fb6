/** Parses times of which many in a row are the same. */
export class RecentTime {
  #text = '';
  #ms = 0;

  /** Unix milliseconds. */
  msOf(text: string): number {
    if (text !== this.#text) {
      this.#text = text;
      this.#ms = Date.parse(text);
    }
    return this.#ms;
  }
}
