/** What the table needs to know of an entry. */
export interface Identified {
  /** A whole number that rises from entry to entry. */
  readonly id: number;
}

const slotsAtFirst = 64;

/**
 * Entries by id, for ids that rise and entries that soon leave: each has the slot that the end of its id
 * names, and one that stays so long that a later id has the same end makes way.
 *
 * A `Map` would do but for its cost. It makes itself anew again and again as entries come and go, and each of
 * its old selves, once the garbage collector has moved it among the old, keeps alive all that came after it.
 */
export class IdTable<R extends Identified> {
  #slots: (R | undefined)[] = emptySlots(slotsAtFirst);
  /** What had to make way. */
  readonly #stragglers = new Map<number, R>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): R | undefined {
    const found = this.#slots[id & (this.#slots.length - 1)];
    return found?.id === id ? found : this.#stragglers.get(id);
  }

  /** An entry whose id is not in the table. */
  add(entry: R): void {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    this.#size += 1;
    this.#place(entry);
  }

  delete(id: number): void {
    const slot = id & (this.#slots.length - 1);
    if (this.#slots[slot]?.id === id) this.#slots[slot] = undefined;
    else if (!this.#stragglers.delete(id)) return;
    this.#size -= 1;
  }

  /** In no order. */
  all(): R[] {
    return [...this.#slots.filter((entry) => entry !== undefined), ...this.#stragglers.values()];
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#stragglers.clear();
    this.#size = 0;
  }

  #place(entry: R): void {
    const slot = entry.id & (this.#slots.length - 1);
    const before = this.#slots[slot];
    if (before !== undefined) this.#stragglers.set(before.id, before);
    this.#slots[slot] = entry;
  }

  #grow(): void {
    const all = this.all();
    this.#slots = emptySlots(this.#slots.length * 2);
    this.#stragglers.clear();
    for (const entry of all) this.#place(entry);
  }
}

function emptySlots(count: number): undefined[] {
  return new Array<undefined>(count).fill(undefined);
}
