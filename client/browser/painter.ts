/** The screen is painted no more often than this, milliseconds, however fast things change. */
const repaintEveryMs = 100;

/** Decides when to paint: soon where data has changed, at once where the person did something. */
export class Painter {
  readonly #paint: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #paintedMs = Number.NEGATIVE_INFINITY;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  soon(): void {
    if (this.#frame !== undefined) return;
    this.#timer ??= setTimeout(() => this.now(), this.#paintedMs + repaintEveryMs - performance.now());
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A browser draws no frame of a hidden tab: then this waits until it is looked at.
    this.#frame ??= requestAnimationFrame((nowMs) => {
      this.#frame = undefined;
      this.#paintedMs = nowMs;
      this.#paint();
    });
  }
}
