/** Typing errors that a suggestion forgives. */
const editsMax = 2;

/** The name that a mistyped word was most likely meant to be, in upper or lower case. */
export function closestName<Name extends string>(word: string, names: readonly Name[]): Name | undefined {
  const typed = word.toLowerCase();
  let closest: Name | undefined;
  let fewest = editsMax + 1;
  for (const name of names) {
    // A word that shares too little with the name is no typing error of it.
    const allowed = Math.min(editsMax, Math.floor(name.length / 3));
    if (Math.abs(name.length - typed.length) > allowed) continue;
    const edits = editDistance(typed, name);
    if (edits <= allowed && edits < fewest) {
      closest = name;
      fewest = edits;
    }
  }
  return closest;
}

/** Insertions, removals, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(one: string, other: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      const inserted = (current[column - 1] ?? 0) + 1;
      const removed = (previous[column] ?? 0) + 1;
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = isSwapped ? (beforePrevious[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, inserted, removed, swapped));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[other.length] ?? 0;
}
