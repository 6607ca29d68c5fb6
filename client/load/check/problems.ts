/** What a problem is about, the most telling first. */
const kinds = ['command', 'stranger', 'account', 'books', 'watcher'] as const;
export type ProblemKind = (typeof kinds)[number];

/** Problems that a check has found, as sentences: each once, few in full, the rest counted. */
export class Problems {
  readonly #byKind = new Map<ProblemKind, Set<string>>(kinds.map((kind) => [kind, new Set()]));
  #uncounted = 0;

  add(kind: ProblemKind, sentence: string): void {
    const sentences = this.#byKind.get(kind);
    if (sentences === undefined) return;
    if (sentences.size < rememberedMax) sentences.add(sentence);
    else this.#uncounted += 1;
  }

  /** At most `problemsMax` sentences, some of each kind; where there are more, the last says how many. */
  told(): string[] {
    const sentences = [...this.#byKind.values()].map((kind) => [...kind]);
    const count = sentences.reduce((sum, { length }) => sum + length, this.#uncounted);
    if (count <= problemsMax) return sentences.flat();
    const places = sentences.flatMap((kind, at) => kind.map((_, place) => ({ at, place })));
    places.sort((a, b) => a.place - b.place || a.at - b.at);
    const chosen = places.slice(0, problemsMax - 1);
    const shown = sentences.flatMap((kind, at) =>
      kind.slice(0, chosen.filter((place) => place.at === at).length),
    );
    return [...shown, `There are ${(count - shown.length).toLocaleString('en')} further problems.`];
  }
}

const problemsMax = 20;
/** Sentences of one kind that are kept, so that the same one is not counted twice. */
const rememberedMax = 1_000;
