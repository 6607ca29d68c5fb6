import type { Side } from '../../../shared/commands.ts';
import { joinedSides } from '../../../shared/sides.ts';
import type { Transaction } from '../../../shared/transaction.ts';

/** Follows whether one account is frozen: what is frozen neither gives nor takes. */
export class AccountStanding {
  #frozen: Side | undefined;
  #wasFrozen: boolean;

  constructor(frozen: Side | undefined) {
    this.#frozen = frozen;
    this.#wasFrozen = frozen !== undefined;
  }

  get frozen(): Side | undefined {
    return this.#frozen;
  }

  /** Whether it is frozen, or was at some time. */
  get wasFrozen(): boolean {
    return this.#wasFrozen;
  }

  /** Takes the next transaction, of which the account gained so much; whether it may have come about. */
  take({ kind, side = 'both' }: Transaction, delta: bigint): boolean {
    switch (kind) {
      case 'freeze':
        this.#frozen = joinedSides(this.#frozen, side);
        this.#wasFrozen = true;
        return true;
      case 'unfreeze':
        this.#frozen = undefined;
        return true;
      case 'hold':
        return !this.#stops('debit');
      default:
        return delta === 0n || !this.#stops(delta < 0n ? 'debit' : 'credit');
    }
  }

  #stops(side: Side): boolean {
    return this.#frozen === 'both' || this.#frozen === side;
  }
}
