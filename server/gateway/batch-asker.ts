import type { ErrorCode } from '../../shared/codes.ts';
import type { Command } from '../../shared/commands.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { isRefusal } from '../ledger/record.ts';
import type { AnyCommand, Decision } from '../ledger/transaction.ts';
import type { IntakeAsker } from './intake.ts';

/** Passes on what became of the commands of one batch, and counts it. */
export class BatchAsker implements IntakeAsker {
  readonly #asker: IntakeAsker;
  #ok = 0;
  #refused = 0;

  constructor(asker: IntakeAsker) {
    this.#asker = asker;
  }

  /** The text of the batch's own reply, once all of its commands have theirs. */
  reply(id: CorrelationId): string {
    return `{"t":"batch","id":${JSON.stringify(id)},"ok":${this.#ok},"refused":${this.#refused}}`;
  }

  decided(decision: Decision, record: string): void {
    this.#count(decision.kind !== 'refusal');
    this.#asker.decided(decision, record);
  }

  turnedAway(command: AnyCommand, code: 'busy' | 'unavailable'): void {
    this.#count(false);
    this.#asker.turnedAway(command, code);
  }

  decidedBefore(command: Command, record: string, differing: string | undefined): void {
    this.#count(differing === undefined && !isRefusal(record));
    this.#asker.decidedBefore(command, record, differing);
  }

  refused(command: Command, code: ErrorCode, message: string): void {
    this.#count(false);
    this.#asker.refused(command, code, message);
  }

  #count(isOk: boolean): void {
    if (isOk) this.#ok += 1;
    else this.#refused += 1;
  }
}
