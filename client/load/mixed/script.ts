import type { Side } from '../../../shared/commands.ts';
import type { CommandKind } from '../kinds.ts';
import { Scatter } from '../scatter.ts';

/**
 * What the workload `mixed` sends of which kind: each hundred commands of a thread are the acts of the same stories. An
 * act may follow another, whose seq it names or after which it makes sense: it leaves once that one is committed, and
 * not at all where that one was refused.
 */

interface Act {
  readonly kind: CommandKind;
  /** Place in its story of the act that it follows. */
  readonly after?: number;
  /** The act that it settles or undoes, where that is another than the one that it follows. */
  readonly of?: number;
  /** Of a capture or reversal: it names an amount, a part of what there was. */
  readonly isPart?: true;
  /** Of a hold: it ends by itself so many milliseconds after its key was made. */
  readonly lifeMs?: number;
  /** Of a freeze. */
  readonly side?: Side;
}

/** Acts that leave in one `batch`, and whether that is atomic. */
interface Together {
  readonly isAtomic: boolean;
}

interface Story {
  readonly times: number;
  readonly acts: readonly Act[];
  readonly together?: Together;
}

/** How long a hold lives that nobody settles. */
export const holdLifeMs = 2_000;

const transfer: Act = { kind: 'transfer' };
const hold: Act = { kind: 'hold' };
const capture = { kind: 'capture', after: 0 } as const;
const reverse = { kind: 'reverse', after: 0 } as const;

const stories: readonly Story[] = [
  { times: 42, acts: [transfer] },
  { times: 7, acts: [{ kind: 'deposit' }] },
  { times: 9, acts: [{ kind: 'withdraw' }] },
  { times: 4, acts: [hold, capture] },
  { times: 2, acts: [hold, { ...capture, isPart: true }] },
  // Of two captures, one is refused; so is whatever asks for more than there is to reverse.
  { times: 1, acts: [hold, capture, capture] },
  { times: 1, acts: [hold, { ...capture, isPart: true }, { ...reverse, after: 1 }] },
  { times: 2, acts: [hold, { kind: 'release', after: 0 }] },
  { times: 1, acts: [{ ...hold, lifeMs: holdLifeMs }] },
  { times: 1, acts: [transfer, reverse] },
  { times: 1, acts: [transfer, { ...reverse, isPart: true }, { ...reverse, after: 1, of: 0 }] },
  { times: 1, acts: [{ kind: 'deposit' }, reverse, reverse] },
  // The transfer is from the account that cannot give while it is frozen.
  {
    times: 1,
    acts: [
      { kind: 'freeze', side: 'debit' },
      { kind: 'transfer', after: 0 },
      { kind: 'unfreeze', after: 0 },
    ],
  },
  {
    times: 1,
    acts: [transfer, { kind: 'deposit' }, { kind: 'withdraw' }, transfer],
    together: { isAtomic: false },
  },
  {
    times: 1,
    acts: [transfer, transfer, { kind: 'deposit' }, transfer],
    together: { isAtomic: true },
  },
];

/** One command of the script. Other commands are named by their slots. */
export interface Slot extends Omit<Act, 'after' | 'of'> {
  readonly after: number | undefined;
  readonly of: number | undefined;
  /** Those that leave with it, itself among them, in their order; the first of them leads. */
  readonly together: (Together & { readonly slots: readonly number[] }) | undefined;
  /** Of a freeze: where the account is thawed. */
  readonly thaw: number | undefined;
}

/** Commands of the script; command n of a thread is in slot n modulo this. */
export const scriptLength = 100;

/** The stories, their acts spread over the hundred: an act may be before the one that it follows. */
export const script: readonly Slot[] = writeScript();

function writeScript(): Slot[] {
  const scatter = new Scatter(scriptLength);
  const slots: Slot[] = [];
  let written = 0;
  for (const { times, acts, together } of stories) {
    for (let time = 0; time < times; time += 1) {
      const places = acts.map((_, at) => scatter.at(written + at));
      const thaw = places[acts.findIndex(({ kind }) => kind === 'unfreeze')];
      for (const [at, act] of acts.entries()) {
        const placeOf = (other: number | undefined): number | undefined =>
          other === undefined ? undefined : places[other];
        slots[places[at] ?? 0] = {
          ...act,
          after: placeOf(act.after),
          of: placeOf(act.of ?? act.after),
          together: together && { ...together, slots: places },
          thaw: act.kind === 'freeze' ? thaw : undefined,
        };
      }
      written += acts.length;
    }
  }
  return slots;
}

/** The slot of a command, and the number of the first command of its hundred. */
export function slotOf(n: number): { readonly slot: Slot; readonly base: number } {
  const at = n % scriptLength;
  const slot = script[at];
  if (slot === undefined) throw new Error(`the script has no slot ${at}`);
  return { slot, base: n - at };
}
