import type { ErrorCode } from '../../shared/codes.ts';
import type { Batch, Command } from '../../shared/commands.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import type { CommandCounts } from '../command-counts.ts';
import type { AnyCommand, Decision } from '../ledger/transaction.ts';
import type { Pipeline } from '../pipeline.ts';
import type { FoundOutcome } from '../views/views.ts';
import { BatchAsker } from './batch-asker.ts';
import { replyInOrder } from './in-order.ts';
import type { Intake, IntakeAsker } from './intake.ts';
import { awayReply, errorReply, okReply, replayedReply } from './replies.ts';

/** What whoever brings commands shares with all others who do. */
export interface CommandHouse {
  readonly pipeline: Pipeline;
  readonly intake: Intake;
  readonly commands: CommandCounts;
}

/**
 * Takes commands and batches for one asker: `reply` is called with the text of each answer, in the order in
 * which they were taken where each waits for what {@link take} or {@link takeTogether} of the one before returned.
 */
export class CommandTaker implements IntakeAsker {
  readonly #house: CommandHouse;
  readonly #by: string;
  readonly #reply: (text: string) => void;

  constructor(house: CommandHouse, by: string, reply: (text: string) => void) {
    this.#house = house;
    this.#by = by;
    this.#reply = reply;
  }

  /** One reply. Nothing that came after the command may be taken before what it returns has resolved. */
  take(
    command: Command,
    ahead: Promise<FoundOutcome> | undefined,
    asker: IntakeAsker = this,
  ): Promise<void> | undefined {
    return this.#house.intake.take(this.#by, command, ahead, asker);
  }

  /** The commands of an atomic batch: one reply for each, and that of the batch; returns what {@link take} does. */
  takeTogether({ id, commands }: Batch): Promise<void> | undefined {
    const asker = new BatchAsker(this);
    const taking = this.#house.intake.takeTogether(this.#by, commands, asker);
    const end = (): void => this.endBatch(id, asker);
    if (taking === undefined) end();
    return taking?.then(end);
  }

  /** The reply of a batch itself, after those of its commands. */
  endBatch(id: CorrelationId, asker: BatchAsker): void {
    replyInOrder(this.#house.pipeline, this.#reply, () => asker.reply(id));
  }

  decided(decision: Decision, record: string): void {
    const { id, t } = decision.command;
    if (decision.kind === 'refusal') {
      this.#house.commands.refused(t, decision.code);
      this.#reply(errorReply(id, decision.code, decision.message));
    } else {
      this.#house.commands.ok(t);
      this.#reply(okReply(id, record));
    }
  }

  turnedAway(command: AnyCommand, code: 'busy' | 'unavailable'): void {
    this.#house.commands.refused(command.t, code);
    this.#reply(awayReply(command.id, code));
  }

  decidedBefore(command: Command, record: string, differing: string | undefined): void {
    if (differing !== undefined) {
      this.refused(command, 'key_reused', `the key was used before with another ${differing}`);
      return;
    }
    this.#house.commands.replayed(command.t);
    this.#reply(replayedReply(command.id, record));
  }

  refused(command: Command, code: ErrorCode, message: string): void {
    this.#house.commands.refused(command.t, code);
    this.#reply(errorReply(command.id, code, message));
  }
}
