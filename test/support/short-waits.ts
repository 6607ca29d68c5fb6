/**
 * While it is there, the SDK's clients come back soon after a loss: they draw their waits from `Math.random`, which
 * gives small numbers meanwhile. A campaign would wait for the clients otherwise, whose waits grow from loss to loss.
 */
export class ShortWaits implements Disposable {
  readonly #random = Math.random;

  /** `share`: of the waits that the SDK would draw, which are up to 5 s. */
  constructor(share = 0.02) {
    const random = this.#random;
    Math.random = () => random() * share;
  }

  [Symbol.dispose](): void {
    Math.random = this.#random;
  }
}
