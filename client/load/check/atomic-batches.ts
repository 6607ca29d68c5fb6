import { scriptLength, slotOf } from '../mixed/script.ts';
import type { LoggedOutcome, OutcomeLog } from '../outcome-log.ts';

/** A command of an atomic batch, and what is known of it. */
interface Member {
  readonly n: number;
  readonly outcome: LoggedOutcome;
  readonly isFound: boolean;
}

/** What is wrong with the atomic batches of a thread of `mixed`: each was done as a whole, or not at all. */
export function* atomicProblems(
  log: OutcomeLog,
  isFound: (n: number) => boolean,
): Generator<{ readonly n: number; readonly sentence: string }> {
  for (const slots of atomicBatches) {
    for (let base = 0; base < log.size; base += scriptLength) {
      const members = slots.map((slot) => {
        const n = base + slot;
        return { n, outcome: log.at(n), isFound: isFound(n) };
      });
      const sentence = problemOf(members);
      const [first] = members;
      if (sentence !== undefined && first !== undefined) yield { n: first.n, sentence };
    }
  }
}

const atomicBatches: readonly (readonly number[])[] = Array.from(
  { length: scriptLength },
  (_, n) => n,
).flatMap((n) => {
  const { together } = slotOf(n).slot;
  return together?.isAtomic === true && together.slots[0] === n ? [together.slots] : [];
});

function problemOf(members: readonly Member[]): string | undefined {
  const found = members.filter(({ isFound }) => isFound);
  if (found.length > 0 && found.length < members.length)
    return `is one of an atomic batch of ${members.length}, of which only ${found.length} are in the ledger`;
  const seqs = members.flatMap(({ outcome }) => (outcome.kind === 'committed' ? [outcome.seq] : []));
  if (seqs.some((seq, at) => at > 0 && seq !== (seqs[at - 1] ?? 0) + 1))
    return `is one of an atomic batch, whose transactions are not one behind the other (${seqs.join(', ')})`;
  const codes = members.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.code] : []));
  if (codes.length === members.length && codes.every((code) => code === 'batch_failed'))
    return 'is one of an atomic batch, all of which failed for one that none of them is';
  return undefined;
}
