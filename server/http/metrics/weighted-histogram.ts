interface HistogramSettings {
  readonly name: string;
  readonly help: string;
  /** Upper bounds of the buckets, rising. */
  readonly buckets: readonly number[];
}

/** A histogram for Prometheus in which many observations of one value cost what one does. */
export class WeightedHistogram {
  readonly #settings: HistogramSettings;
  /** Of each bucket by itself, and of what is above the last. */
  readonly #counts: number[];
  #sum = 0;

  constructor(settings: HistogramSettings) {
    this.#settings = settings;
    this.#counts = new Array<number>(settings.buckets.length + 1).fill(0);
  }

  /** Observes the same value `times` times. */
  observe(value: number, times: number): void {
    const { buckets } = this.#settings;
    let bucket = 0;
    while (bucket < buckets.length && value > (buckets[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times;
    this.#sum += value * times;
  }

  /** In Prometheus' text format. */
  text(): string {
    const { name, help, buckets } = this.#settings;
    let count = 0;
    const lines = [...buckets, '+Inf'].map((bound, nth) => {
      count += this.#counts[nth] ?? 0;
      return `${name}_bucket{le="${bound}"} ${count}\n`;
    });
    return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${lines.join('')}${name}_sum ${this.#sum}\n${name}_count ${count}\n`;
  }
}
