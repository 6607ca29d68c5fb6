/** Adds to each count the one of the same name. */
export function addCounts<Name extends string>(
  sum: Record<Name, number>,
  more: Readonly<Record<Name, number>>,
): void {
  for (const name in sum) sum[name] += more[name];
}
