import { unknownPast } from '../../server/ledger/decide.ts';
import { type PastSequel, pastOf } from '../../server/ledger/past-of-record.ts';
import { recordOf } from '../../server/ledger/record.ts';
import type { State } from '../../server/ledger/state.ts';
import type { AnyCommand, Decision } from '../../server/ledger/transaction.ts';
import { hubPrincipal } from '../../shared/ids.ts';

/** All transactions and what became of them, for states that are to be told of the past as the views tell it. */
export class KnownPast {
  /** Seqs of what clients have moved, oldest first. */
  readonly movements: number[] = [];
  readonly #records = new Map<number, string>();
  readonly #sequels = new Map<number, PastSequel>();

  note(decision: Decision): void {
    if (decision.kind === 'refusal') return;
    const { seq: by } = decision;
    const record = recordOf(decision);
    this.#records.set(by, record);
    const isMoved = 'amount' in decision && decision.kind !== 'reverse';
    if (isMoved && decision.by !== hubPrincipal) this.movements.push(by);
    if (decision.kind === 'capture' || decision.kind === 'release' || decision.kind === 'expire') {
      this.#sequels.set(decision.hold.seq, { by, record, reversed: 0n });
    }
    if (decision.kind === 'reverse') {
      const before = this.#sequels.get(decision.reverses)?.reversed ?? 0n;
      this.#sequels.set(decision.reverses, { by, record, reversed: before + decision.amount });
    }
  }

  /** Tells a state all that it has to know to decide a command. */
  teach(state: State, command: AnyCommand): void {
    const seq = unknownPast(state, command);
    const record = seq === undefined ? undefined : this.#records.get(seq);
    if (seq === undefined || record === undefined) return;
    state.past.learn(pastOf(state, seq, record, this.#sequels.get(seq)), state.seq);
  }
}
