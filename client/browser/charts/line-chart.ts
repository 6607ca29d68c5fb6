import { type ChartData, type Period, Plot } from './plot.ts';

/** A shorter drag is a click, pixels. */
const dragMinPx = 6;

/**
 * `<line-chart .data=${…}>`: a line chart that follows its data, its width and the colours of the system, and tells
 * the values under the pointer. Dragging over a stretch of time zooms into it, a double click zooms out. It tells a
 * `zoom` event (detail: whether zoomed).
 */
export class LineChart extends HTMLElement {
  #data: ChartData | undefined;
  #plot: Plot | undefined;
  #zoom: Period | undefined;
  /** Where the pointer is, and where it was pressed: pixels from the left. */
  #pointer: number | undefined;
  #pressed: number | undefined;
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d');
  readonly #resize = new ResizeObserver(() => this.#fit());
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');

  set data(data: ChartData) {
    this.#data = data;
    this.#draw();
  }

  connectedCallback(): void {
    this.append(this.#canvas);
    this.#resize.observe(this);
    this.#scheme.addEventListener('change', this.#draw);
    this.addEventListener('pointerdown', this.#onPointer);
    this.addEventListener('pointermove', this.#onPointer);
    this.addEventListener('pointerup', this.#onPointer);
    this.addEventListener('pointerleave', this.#onPointer);
    this.addEventListener('pointercancel', this.#onPointer);
    this.addEventListener('dblclick', this.zoomOut);
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener('change', this.#draw);
  }

  /** Shows all that there is again. */
  readonly zoomOut = (): void => {
    this.#zoomTo(undefined);
  };

  readonly #onPointer = (event: PointerEvent): void => {
    const x = event.clientX - this.getBoundingClientRect().left;
    const isGone = event.type === 'pointerleave' || event.type === 'pointercancel';
    const pressed = this.#pressed;
    this.#pointer = isGone ? undefined : x;
    if (event.type === 'pointerdown') {
      this.#pressed = x;
      this.setPointerCapture(event.pointerId);
    } else if (event.type !== 'pointermove') this.#pressed = undefined;
    const plot = this.#plot;
    const isDragged = pressed !== undefined && Math.abs(x - pressed) >= dragMinPx;
    if (event.type === 'pointerup' && isDragged && plot !== undefined) {
      const [from, to] = [Math.min(pressed, x), Math.max(pressed, x)].map((place) => plot.timeAt(place));
      if (from !== undefined && to !== undefined && from < to) this.#zoomTo([from, to]);
    }
    this.#draw();
  };

  #zoomTo(zoom: Period | undefined): void {
    const isOther = (zoom === undefined) !== (this.#zoom === undefined);
    this.#zoom = zoom;
    this.#draw();
    if (isOther) this.dispatchEvent(new CustomEvent('zoom', { detail: zoom !== undefined }));
  }

  #fit(): void {
    this.#canvas.width = this.clientWidth * devicePixelRatio;
    this.#canvas.height = this.clientHeight * devicePixelRatio;
    this.#context?.scale(devicePixelRatio, devicePixelRatio);
    this.#draw();
  }

  readonly #draw = (): void => {
    const data = this.#data;
    const context = this.#context;
    if (data === undefined || context === null || this.clientWidth === 0) return;
    const [oldest = 0, newest = 0] = [data.times[0], data.times.at(-1)];
    // A lone moment has some time around it.
    const whole: Period = newest > oldest ? [oldest, newest] : [oldest - 1, oldest + 1];
    this.#plot = new Plot(context, this, data, this.#zoom ?? whole);
    this.#plot.draw();
    const [pointer, pressed] = [this.#pointer, this.#pressed];
    if (pointer === undefined) return;
    if (pressed !== undefined) this.#plot.drawSelection(pressed, pointer);
    this.#plot.drawReading(pointer);
  };
}
