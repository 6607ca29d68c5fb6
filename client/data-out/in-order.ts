/**
 * The results of jobs in the order of their inputs, with up to `ahead` of them under way before they are taken: as much
 * as is held in memory. The first that fails ends it, and so does whoever stops taking; what is under way is aborted.
 */
export async function* inOrder<Input, Result>(
  ahead: number,
  signal: AbortSignal,
  inputs: Iterable<Input>,
  job: (input: Input, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result, void, void> {
  const abort = new AbortController();
  const inner = AbortSignal.any([signal, abort.signal]);
  const underWay: Promise<Result>[] = [];
  try {
    for (const input of inputs) {
      const result = job(input, inner);
      // One that fails is heard of when its turn comes.
      result.catch(() => {});
      underWay.push(result);
      const next = underWay.length > ahead ? underWay.shift() : undefined;
      if (next !== undefined) yield await next;
    }
    for (const result of underWay) yield await result;
  } finally {
    abort.abort();
  }
}
