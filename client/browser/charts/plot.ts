import { dateAndTime } from '../../words/moments.ts';
import { timeTicks, valueTicks } from './ticks.ts';

/** What a chart shows: one time axis, Unix seconds rising, and a line for each series of the same length. */
export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Values hold from one moment to the next, as balances do. */
  readonly isStepped?: boolean;
  /** The value axis begins at zero. */
  readonly fromZero?: boolean;
  /** In words: a value of the axis, and one that is pointed at unless its line tells it better. */
  readonly format: (value: number) => string;
}

export interface ChartLine {
  readonly label: string;
  /** Null where nothing is known, and no line is drawn. */
  readonly values: readonly (number | null)[];
  /** Words for the value at an index, where a number does not hold it exactly, as with money. */
  readonly tell?: (index: number) => string;
}

/** From one moment to another, Unix seconds. */
export type Period = readonly [from: number, to: number];

/** Pixels around the lines: room for the labels of the axes, and for half of the last moment's. */
const room = { top: 8, right: 28, bottom: 28 };
const timeLabelPx = 90;
const valueLabelPx = 36;
/** Style sheet's name of each line's colour. */
const lineColours = ['--line-1', '--line-2'];

/** A chart of a period, drawn on a canvas of so many pixels. */
export class Plot {
  readonly #context: CanvasRenderingContext2D;
  readonly #width: number;
  readonly #height: number;
  readonly #data: ChartData;
  readonly #period: Period;
  readonly #colour: (name: string) => string;
  /** Indexes of what is seen, with one more on either side that the lines lead to. */
  readonly #first: number;
  readonly #last: number;
  readonly #low: number;
  readonly #high: number;
  readonly #valueLabels: readonly (readonly [value: number, label: string])[];
  readonly #left: number;

  /** `element`: whose size and style the chart has. */
  constructor(context: CanvasRenderingContext2D, element: Element, data: ChartData, period: Period) {
    const style = getComputedStyle(element);
    const { times, lines, format, fromZero = false } = data;
    this.#context = context;
    this.#width = element.clientWidth;
    this.#height = element.clientHeight;
    this.#data = data;
    this.#period = period;
    this.#colour = (name) => style.getPropertyValue(name);
    this.#first = Math.max(
      0,
      times.findLastIndex((time) => time <= period[0]),
    );
    const end = times.findIndex((time) => time >= period[1]);
    this.#last = end < 0 ? times.length - 1 : end;
    const seen = lines.flatMap(({ values }) => values.slice(this.#first, this.#last + 1));
    [this.#low, this.#high] = valueRange(
      seen.filter((value) => value !== null),
      fromZero,
    );
    context.font = `12px ${style.fontFamily}`;
    const { at } = valueTicks(this.#low, this.#high, Math.max(1, (this.#bottom - room.top) / valueLabelPx));
    this.#valueLabels = at.map((value) => [value, format(value)]);
    this.#left = 18 + Math.max(20, ...this.#valueLabels.map(([, label]) => context.measureText(label).width));
  }

  draw(): void {
    const context = this.#context;
    context.clearRect(0, 0, this.#width, this.#height);
    this.#drawAxes();
    context.save();
    context.beginPath();
    context.rect(this.#left, 0, this.#right - this.#left, this.#height);
    context.clip();
    context.lineWidth = 2;
    context.lineJoin = 'round';
    for (const [index, { values }] of this.#data.lines.entries()) {
      context.strokeStyle = this.#colour(lineColours[index] ?? '--muted');
      context.beginPath();
      this.#trace(values);
      context.stroke();
    }
    context.restore();
  }

  /** Shades what lies between two places. */
  drawSelection(one: number, other: number): void {
    const context = this.#context;
    context.globalAlpha = 0.2;
    context.fillStyle = this.#colour('--accent');
    context.fillRect(one, room.top, other - one, this.#bottom - room.top);
    context.globalAlpha = 1;
  }

  /** Tells the values at a place, and when it was. */
  drawReading(x: number): void {
    const context = this.#context;
    const { times, lines, isStepped = false, format } = this.#data;
    const time = this.timeAt(x);
    const after = times.findIndex((each) => each > time);
    const before = (after < 0 ? times.length : after) - 1;
    const isNearer = !isStepped && (times[after] ?? Infinity) - time < time - (times[before] ?? -Infinity);
    const index = isNearer ? after : Math.max(0, before);
    const told = lines.map(({ label, values, tell }) => {
      const value = values[index] ?? undefined;
      return value === undefined ? '' : `${label} ${tell?.(index) ?? format(value)}`;
    });
    const at = dateAndTime(new Date((times[index] ?? 0) * 1_000).toISOString()).slice(5);
    const words = [at, ...told.filter((each) => each !== '')].join('  ');
    const width = context.measureText(words).width + 12;
    const left = Math.max(0, Math.min(x + 8, this.#width - width));
    context.fillStyle = this.#colour('--muted');
    context.fillRect(Math.round(isStepped ? x : this.#x(times[index] ?? 0)), room.top, 1, this.#bottom - 8);
    context.fillStyle = this.#colour('--raised');
    context.fillRect(left, room.top, width, 22);
    this.#label(words, left + 6, room.top + 11, 'left', '--text');
  }

  /** Moment at a place, Unix seconds, within the period. */
  timeAt(x: number): number {
    const [from, to] = this.#period;
    const part = (x - this.#left) / (this.#right - this.#left);
    return from + Math.max(0, Math.min(1, part)) * (to - from);
  }

  get #right(): number {
    return Math.max(this.#left + 1, this.#width - room.right);
  }

  get #bottom(): number {
    return this.#height - room.bottom;
  }

  #x(time: number): number {
    const [from, to] = this.#period;
    return this.#left + ((time - from) / (to - from)) * (this.#right - this.#left);
  }

  #y(value: number): number {
    const part = (value - this.#low) / (this.#high - this.#low);
    return this.#bottom - part * (this.#bottom - room.top);
  }

  #drawAxes(): void {
    const context = this.#context;
    const [right, bottom] = [this.#right, this.#bottom];
    const grid = this.#colour('--border');
    for (const [value, label] of this.#valueLabels) {
      const y = Math.round(this.#y(value));
      context.fillStyle = grid;
      context.fillRect(this.#left, y, right - this.#left, 1);
      this.#label(label, this.#left - 8, y, 'right');
    }
    const { step, at } = timeTicks(...this.#period, Math.max(1, (right - this.#left) / timeLabelPx));
    for (const time of at) {
      const x = Math.round(this.#x(time));
      context.fillStyle = grid;
      context.fillRect(x, room.top, 1, bottom - room.top);
      const told = moment(time, step);
      const half = context.measureText(told).width / 2;
      this.#label(told, Math.min(x, this.#width - half), bottom + 16, 'center');
    }
  }

  #label(text: string, x: number, y: number, align: CanvasTextAlign, colour = '--muted'): void {
    const context = this.#context;
    context.fillStyle = this.#colour(colour);
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillText(text, x, y);
  }

  #trace(values: ChartLine['values']): void {
    const context = this.#context;
    let y: number | undefined;
    for (let index = this.#first; index <= this.#last; index += 1) {
      const x = this.#x(this.#data.times[index] ?? 0);
      const value = values[index] ?? undefined;
      const before = y;
      y = value === undefined ? undefined : this.#y(value);
      if (y === undefined) continue;
      if (before === undefined) context.moveTo(x, y);
      else if (this.#data.isStepped) context.lineTo(x, before);
      context.lineTo(x, y);
    }
    // The newest value holds.
    if (this.#data.isStepped && y !== undefined) context.lineTo(this.#right, y);
  }
}

/** A moment of the time axis, Unix seconds, as exactly as the steps between them ask for. */
function moment(time: number, step: number): string {
  const iso = dateAndTime(new Date(time * 1_000).toISOString());
  if (step >= 86_400) return iso.slice(5, 10);
  const digits = step < 1 ? (time % 1).toFixed(step < 0.01 ? 3 : 2).slice(1) : '';
  return step >= 60 ? iso.slice(11, 16) : iso.slice(11) + digits;
}

/** Some room above and below, also where all values are the same. */
function valueRange(values: readonly number[], fromZero: boolean): readonly [low: number, high: number] {
  const [min, max] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    values.length === 0 ? [0, 1] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const low = fromZero ? 0 : min;
  const margin = (max - low) * 0.1 || Math.abs(max) * 0.1 || 1;
  return [fromZero ? 0 : low - margin, max + margin];
}
