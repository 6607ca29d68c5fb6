/** Prometheus' text format, as far as clients read it. */

export interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const seriesLine = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const labelPattern = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** The series of a text; lines that are none are left out. */
export function parseSeries(text: string): Series[] {
  return text.split('\n').flatMap((line): Series[] => {
    const [, name, labels = '', number = ''] = seriesLine.exec(line) ?? [];
    const value = parseValue(number);
    if (name === undefined || Number.isNaN(value)) return [];
    const pairs = [...labels.matchAll(labelPattern)].map(([, label = '', escaped = '']): [string, string] => [
      label,
      escaped.replace(/\\["n\\]/g, (pair) => escapes[pair] ?? pair),
    ]);
    return [{ name, labels: new Map(pairs), value }];
  });
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}

/** The first series of that name. */
export function findSeries(sample: readonly Series[], name: string): Series | undefined {
  return sample.find((series) => series.name === name);
}

/** By how much the first series of that name has grown; `undefined` where a sample has none. */
export function growth(
  before: readonly Series[],
  after: readonly Series[],
  name: string,
): number | undefined {
  const [from, to] = [findSeries(before, name)?.value, findSeries(after, name)?.value];
  return from === undefined || to === undefined ? undefined : to - from;
}

/** By how much all series of that name with this label have grown together. */
export function labelledGrowth(
  before: readonly Series[],
  after: readonly Series[],
  { name, label, value }: { readonly name: string; readonly label: string; readonly value: string },
): number {
  const sumOf = (sample: readonly Series[]): number =>
    sample
      .filter((series) => series.name === name && series.labels.get(label) === value)
      .reduce((sum, series) => sum + series.value, 0);
  return sumOf(after) - sumOf(before);
}

/** How many observations were at most `upTo`, those of lower buckets included. */
export interface Bucket {
  readonly upTo: number;
  readonly count: number;
}

export interface HistogramFigures {
  readonly mean: number;
  /** Rising; the last one is of all. */
  readonly buckets: readonly Bucket[];
}

/** What a histogram observed between two samples; `undefined` where it is missing or observed nothing. */
export function histogramBetween(
  before: readonly Series[],
  after: readonly Series[],
  name: string,
): HistogramFigures | undefined {
  const counts = new Map<string, number>();
  for (const { le, count } of bucketsOf(before, name)) counts.set(le, count);
  const buckets = bucketsOf(after, name)
    .map(({ le, count }) => ({ upTo: parseValue(le), count: count - (counts.get(le) ?? Number.NaN) }))
    .sort((one, other) => one.upTo - other.upTo);
  const count = buckets.at(-1)?.count ?? 0;
  const [from, to] = [findSeries(before, `${name}_sum`), findSeries(after, `${name}_sum`)];
  if (from === undefined || to === undefined || !(count > 0)) return undefined;
  return { mean: (to.value - from.value) / count, buckets };
}

function bucketsOf(sample: readonly Series[], name: string): { le: string; count: number }[] {
  return sample
    .filter((series) => series.name === `${name}_bucket`)
    .map(({ labels, value }) => ({ le: labels.get('le') ?? '', count: value }));
}

/**
 * The value that this share (0..1) of the observations does not exceed, taking those of a bucket as spread
 * evenly over it. What lies above the last bound counts as that bound.
 */
export function quantile(buckets: readonly Bucket[], share: number): number {
  const rank = share * (buckets.at(-1)?.count ?? 0);
  let below: Bucket = { upTo: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank && bucket.count > below.count) {
      if (bucket.upTo === Number.POSITIVE_INFINITY) return below.upTo;
      return below.upTo + ((bucket.upTo - below.upTo) * (rank - below.count)) / (bucket.count - below.count);
    }
    below = bucket;
  }
  return below.upTo;
}
