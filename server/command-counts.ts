import type { ErrorCode } from '../shared/codes.ts';
import type { AnyCommand } from './ledger/transaction.ts';

type Kind = AnyCommand['t'];

interface KindCounts {
  ok: number;
  replayed: number;
  readonly refused: Map<ErrorCode, number>;
}

/** What clients were answered to their commands so far: plain numbers, since every command counts one up. */
export class CommandCounts {
  readonly #counts: Readonly<Record<Kind, KindCounts>> = {
    transfer: newCounts(),
    deposit: newCounts(),
    withdraw: newCounts(),
    hold: newCounts(),
    capture: newCounts(),
    release: newCounts(),
    reverse: newCounts(),
    open: newCounts(),
    freeze: newCounts(),
    unfreeze: newCounts(),
    close: newCounts(),
    rules: newCounts(),
    ledger: newCounts(),
    expire: newCounts(),
  };

  /** Decided and committed. */
  ok(kind: Kind): void {
    this.#counts[kind].ok += 1;
  }

  /** Answered as its key was answered before. */
  replayed(kind: Kind): void {
    this.#counts[kind].replayed += 1;
  }

  refused(kind: Kind, code: ErrorCode): void {
    const { refused } = this.#counts[kind];
    refused.set(code, (refused.get(code) ?? 0) + 1);
  }

  /** Every kind with each outcome that it has had, and `ok` in any case. */
  *[Symbol.iterator](): Generator<{ kind: string; outcome: string; count: number }> {
    for (const [kind, { ok, replayed, refused }] of Object.entries(this.#counts)) {
      yield { kind, outcome: 'ok', count: ok };
      if (replayed > 0) yield { kind, outcome: 'replayed', count: replayed };
      for (const [outcome, count] of refused) yield { kind, outcome, count };
    }
  }
}

function newCounts(): KindCounts {
  return { ok: 0, replayed: 0, refused: new Map() };
}
