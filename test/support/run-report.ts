/** What runners print for people. */

const saysEveryMs = 5_000;

/** How long a run has taken, and when it is time to say how far it is. */
export class RunClock {
  readonly #beganMs = performance.now();
  #saidMs = this.#beganMs;

  get ms(): number {
    return performance.now() - this.#beganMs;
  }

  /** Whole seconds. */
  get seconds(): string {
    return (this.ms / 1_000).toFixed(0);
  }

  /** True at most every few seconds. */
  isTimeToSay(): boolean {
    if (performance.now() - this.#saidMs < saysEveryMs) return false;
    this.#saidMs = performance.now();
    return true;
  }
}

/** `1 seed`, `2 seeds`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A line for each count, its name in words: `keyReused` is `key reused`. */
export function countLines<Name extends string>(counts: Readonly<Record<Name, number>>): string {
  const named = Object.entries<number>(counts).map(([name, count]) => ({ words: inWords(name), count }));
  const width = Math.max(...named.map(({ words }) => words.length));
  return named.map(({ words, count }) => `  ${words.padEnd(width)}  ${count}`).join('\n');
}

/** Those that are not 0 in one line: `3 watches, 2 recovered`. */
export function countsInLine<Name extends string>(counts: Readonly<Record<Name, number>>): string {
  return Object.entries<number>(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${inWords(name)}`)
    .join(', ');
}

function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
