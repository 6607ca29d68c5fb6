import { limits } from '../limits.ts';

/** What waits for the watches in mode `latest` of one connection. */
export class Conflations {
  /** Characters of all account states that wait. */
  #chars = 0;

  /** Characters that may be added. */
  get room(): number {
    return limits.conflatedChars - this.#chars;
  }

  add(chars: number): void {
    this.#chars += chars;
  }
}

/** What changed and waits for one watch: each account in its newest state. */
export class Conflation {
  readonly #all: Conflations;
  /** Account id to text. */
  readonly #texts: Map<string, string>;
  #chars = 0;

  /** `texts`: what waits from the beginning. */
  constructor(all: Conflations, texts: Map<string, string>) {
    this.#all = all;
    this.#texts = texts;
    for (const text of texts.values()) this.#count(text.length);
  }

  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  set(account: string, text: string): void {
    this.#count(text.length - (this.#texts.get(account)?.length ?? 0));
    this.#texts.set(account, text);
  }

  /** All of it, joined by commas, which then waits no more. */
  take(): string {
    const text = [...this.#texts.values()].join(',');
    this.clear();
    return text;
  }

  clear(): void {
    this.#texts.clear();
    this.#count(-this.#chars);
  }

  #count(chars: number): void {
    this.#chars += chars;
    this.#all.add(chars);
  }
}
