/** What was moved, minor units: into what is reported on, out of it, and within it. */
export interface Flow {
  readonly count: number;
  readonly in: bigint;
  readonly out: bigint;
  readonly within: bigint;
}

/** The flow of a span of time that begins at `fromMs`, Unix milliseconds. */
export interface FlowSpan extends Flow {
  readonly fromMs: number;
}

/** Flows by time, the oldest first; spans without any are left out. */
export interface FlowTimeline {
  readonly per: SpanName;
  readonly spans: readonly FlowSpan[];
}

const levels = [
  { per: 'hour', ms: 3_600_000 },
  { per: 'day', ms: 86_400_000 },
  { per: '30 days', ms: 30 * 86_400_000 },
] as const;
type Level = (typeof levels)[number];
type SpanName = Level['per'];

/** Spans that are kept: a month of hours. Where there are more, they become days, and in the end months of 30 days. */
const spansMax = 31 * 24;

export const noFlow: Flow = { count: 0, in: 0n, out: 0n, within: 0n };

export function joined(one: Flow, other: Flow): Flow {
  return {
    count: one.count + other.count,
    in: one.in + other.in,
    out: one.out + other.out,
    within: one.within + other.within,
  };
}

/** Adds flows up by the hour, in bounded memory. */
export class Flows {
  #level: Level = levels[0];
  #spans = new Map<number, FlowSpan>();

  add(atMs: number, flow: Flow): void {
    addTo(this.#spans, this.#level, atMs, flow);
    if (this.#spans.size > spansMax) {
      const { level, spans } = coarser(this.#level, this.#spans.values());
      this.#level = level;
      this.#spans = spans;
    }
  }

  /** In `max` spans where that is possible by joining them to days or months. */
  timeline(max: number): FlowTimeline {
    let [level, spans] = [this.#level, this.#spans];
    while (spans.size > max && level !== levels.at(-1)) ({ level, spans } = coarser(level, spans.values()));
    return { per: level.per, spans: [...spans.values()].sort((a, b) => a.fromMs - b.fromMs) };
  }
}

function addTo(spans: Map<number, FlowSpan>, { ms }: Level, atMs: number, flow: Flow): void {
  const fromMs = Math.floor(atMs / ms) * ms;
  spans.set(fromMs, { fromMs, ...joined(spans.get(fromMs) ?? noFlow, flow) });
}

function coarser(
  level: Level,
  spans: Iterable<FlowSpan>,
): { readonly level: Level; readonly spans: Map<number, FlowSpan> } {
  const next = levels[levels.indexOf(level) + 1] ?? level;
  const joinedSpans = new Map<number, FlowSpan>();
  for (const { fromMs, ...flow } of spans) addTo(joinedSpans, next, fromMs, flow);
  return { level: next, spans: joinedSpans };
}
