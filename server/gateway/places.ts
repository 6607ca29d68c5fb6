/** How many may be connected at once, whatever they are connected by. */
export class Places {
  readonly #max: number;
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get taken(): number {
    return this.#taken;
  }

  /** False where there is no place left. Whoever has taken one leaves it once. */
  take(): boolean {
    if (this.#taken >= this.#max) return false;
    this.#taken += 1;
    return true;
  }

  leave(): void {
    this.#taken -= 1;
  }
}

/** The same for each name: of a principal, or of an address. */
export class NamedPlaces {
  readonly #max: number;
  readonly #taken = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  take(name: string): boolean {
    const taken = this.#taken.get(name) ?? 0;
    if (taken >= this.#max) return false;
    this.#taken.set(name, taken + 1);
    return true;
  }

  leave(name: string): void {
    const taken = this.#taken.get(name) ?? 0;
    if (taken > 1) this.#taken.set(name, taken - 1);
    else this.#taken.delete(name);
  }
}
