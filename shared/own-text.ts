/**
 * Texts cut out of longer ones. V8 keeps a piece of 13 characters or more as a reference to the whole, so that
 * whoever keeps an account's id would keep the frame of 64 KiB that brought it.
 */

/** A text that keeps nothing else alive. */
export function ownText(piece: string): string {
  return piece.length < referredCharsMin ? piece : ` ${piece}`.slice(1);
}
const referredCharsMin = 13;

/** For texts that often come several times in a row, such as the time of a commit: one copy serves them all. */
export class RecentText {
  #last = '';

  of(piece: string): string {
    if (piece !== this.#last) this.#last = ownText(piece);
    return this.#last;
  }
}
