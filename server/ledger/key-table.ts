/**
 * Commit numbers by the fingerprints of keys: what a generation of key memory holds. A million keys are one
 * block of memory that the garbage collector never walks, where a `Map` of them stops the hub for tens of
 * milliseconds each time it grows.
 */
export class KeyTable {
  /** Four numbers a slot: the fingerprint's halves, the commit's low and high half; a commit of 0 is no entry. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  #size = 0;

  /** For at most `keysMax` keys. */
  constructor(keysMax: number) {
    // At most half full, so that a search ends after a slot or two.
    const slots = 2 ** Math.ceil(Math.log2(2 * keysMax));
    this.#slots = new Uint32Array(slots * slotNumbers);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The commit last set for a fingerprint, 0 where there is none. */
  get(fingerprint: Fingerprint): number {
    const at = this.#find(fingerprint);
    return this.#number(at + 2) + this.#number(at + 3) * halfRange;
  }

  /** `commit` is above 0. */
  set(fingerprint: Fingerprint, commit: number): void {
    const at = this.#find(fingerprint);
    if (this.#number(at + 2) === 0 && this.#number(at + 3) === 0) this.#size += 1;
    this.#slots[at] = fingerprint.high;
    this.#slots[at + 1] = fingerprint.low;
    this.#slots[at + 2] = commit % halfRange;
    this.#slots[at + 3] = Math.floor(commit / halfRange);
  }

  /** Where the fingerprint's slot begins, or the free slot that it would take. */
  #find({ high, low }: Fingerprint): number {
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * slotNumbers;
      const isFree = this.#number(at + 2) === 0 && this.#number(at + 3) === 0;
      if (isFree || (this.#number(at) === high && this.#number(at + 1) === low)) return at;
    }
  }

  #number(at: number): number {
    return this.#slots[at] ?? 0;
  }
}

const slotNumbers = 4;
const halfRange = 2 ** 32;

/** 64 bits that stand for a key of a principal. Two keys may share them, by accident or on purpose. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/** What makes fingerprints. */
export type Fingerprinter = (by: string, key: string) => Fingerprint;

/**
 * Two lanes of multiplying and mixing, after bryc's cyrb53 (public domain): cheap, and good for tables. With a
 * seed that nobody knows, nobody can choose keys that crowd together. Both halves are 32-bit integers.
 */
export function fingerprinter(seed: Fingerprint): Fingerprinter {
  return (by, key) => fingerprint(seed, by, key);
}

function fingerprint(seed: Fingerprint, by: string, key: string): Fingerprint {
  let { high, low } = seed;
  const mix = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x9e3779b1);
      low = Math.imul(low ^ code, 0x5f356495);
    }
  };
  mix(by);
  // Not a character of any principal or key, so that no two pairs run together as one text.
  mix('\n');
  mix(key);
  const first = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  const second = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return { high: first >>> 0, low: second >>> 0 };
}
