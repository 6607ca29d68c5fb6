import uPlot from 'uplot';
import { dateAndTime } from '../../words/moments.ts';

/** What a chart shows: one time axis, Unix seconds rising, and a line for each series of the same length. */
export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Values hold from one moment to the next, as balances do. */
  readonly isStepped?: boolean;
  /** The value axis begins at zero. */
  readonly fromZero?: boolean;
  readonly format: (value: number) => string;
}

export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** Style sheet's name of each line's colour. */
const lineColours = ['--line-1', '--line-2'];

/**
 * `<line-chart .data=${…}>`: a line chart that follows its data, its width and the colours of the system. Dragging
 * over a stretch of time zooms into it, a double click zooms out. It tells a `zoom` event (detail: whether zoomed).
 */
export class LineChart extends HTMLElement {
  #data: ChartData | undefined;
  #plot: uPlot | undefined;
  #isZoomed = false;
  readonly #resize = new ResizeObserver(() => this.#fit());
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');

  set data(data: ChartData) {
    const isNew = data.lines.length !== this.#data?.lines.length;
    this.#data = data;
    if (isNew) this.#draw();
    else this.#plot?.setData(aligned(data), !this.#isZoomed);
  }

  connectedCallback(): void {
    this.#draw();
    this.#resize.observe(this);
    this.#scheme.addEventListener('change', this.#draw);
  }

  disconnectedCallback(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener('change', this.#draw);
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** Shows all that there is again. */
  zoomOut(): void {
    this.#zoomed(false);
    if (this.#data !== undefined) this.#plot?.setData(aligned(this.#data), true);
  }

  readonly #draw = (): void => {
    const data = this.#data;
    this.#plot?.destroy();
    this.#plot = undefined;
    if (data === undefined || !this.isConnected) return;
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(name);
    const axis: uPlot.Axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--border'), width: 1 },
      ticks: { show: false },
      font: `12px ${style.fontFamily}`,
    };
    this.#plot = new uPlot(
      {
        width: this.clientWidth,
        height: this.clientHeight,
        padding: [null, 28, null, null],
        legend: { show: false },
        cursor: { y: false, drag: { x: true, y: false } },
        scales: { y: { range: (_plot, low, high) => valueRange(low, high, data.fromZero ?? false) } },
        axes: [
          {
            ...axis,
            size: 34,
            space: 90,
            values: (_plot, ticks, _axis, _space, step) => ticks.map((tick) => moment(tick, step)),
          },
          {
            ...axis,
            size: (_plot, labels) => widthOf(labels),
            space: 36,
            values: (_plot, ticks) => ticks.map((tick) => data.format(tick)),
          },
        ],
        series: [
          {},
          ...data.lines.map(({ label }, index) => ({
            label,
            stroke: colour(lineColours[index] ?? '--muted'),
            width: 2,
            points: { show: false },
            ...(data.isStepped && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
          })),
        ],
        hooks: { setSelect: [({ select }) => this.#zoomed(select.width > 0)] },
      },
      aligned(data),
      this,
    );
    this.#plot.over.addEventListener('dblclick', () => this.zoomOut());
  };

  #fit(): void {
    this.#plot?.setSize({ width: this.clientWidth, height: this.clientHeight });
  }

  #zoomed(isZoomed: boolean): void {
    if (isZoomed === this.#isZoomed) return;
    this.#isZoomed = isZoomed;
    this.dispatchEvent(new CustomEvent('zoom', { detail: isZoomed }));
  }
}

function aligned({ times, lines }: ChartData): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

/** Room for the longest label, pixels. */
function widthOf(labels: readonly string[] | null): number {
  return 18 + 7 * Math.max(3, ...(labels ?? []).map(({ length }) => length));
}

/** A tick of the time axis, Unix seconds, as exactly as the steps between them ask for. */
function moment(tick: number, step: number): string {
  const iso = dateAndTime(new Date(tick * 1_000).toISOString());
  if (step >= 86_400) return iso.slice(5, 10);
  const digits = step < 1 ? (tick % 1).toFixed(step < 0.01 ? 3 : 2).slice(1) : '';
  return step >= 60 ? iso.slice(11, 16) : iso.slice(11) + digits;
}

/** Some room above and below, also where all values are the same. */
function valueRange(low: number | null, high: number | null, fromZero: boolean): uPlot.Range.MinMax {
  const [min, max] = [fromZero ? 0 : (low ?? 0), high ?? 1];
  const room = (max - min) * 0.1 || Math.abs(max) * 0.1 || 1;
  return [fromZero ? 0 : min - room, max + room];
}
