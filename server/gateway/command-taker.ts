import type { ErrorCode } from '../../shared/codes.ts';
import type { Batch, Command } from '../../shared/commands.ts';
import type { CorrelationId } from '../../shared/fields.ts';
import { errorMeanings } from '../../shared/meanings.ts';
import type { Access } from '../access/access.ts';
import type { Rates } from '../access/rate.ts';
import { messageFor, recordFor } from '../access/telling.ts';
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
  readonly rates: Rates;
}

/**
 * Takes commands and batches for one asker: `reply` is called with the text of each answer, in the order in
 * which they were taken where each waits for what {@link take} or {@link takeTogether} of the one before returned.
 */
export class CommandTaker implements IntakeAsker {
  readonly #house: CommandHouse;
  readonly #access: Access;
  readonly #reply: (text: string) => void;

  constructor(house: CommandHouse, access: Access, reply: (text: string) => void) {
    this.#house = house;
    this.#access = access;
    this.#reply = reply;
  }

  /** One reply. Nothing that came after the command may be taken before what it returns has resolved. */
  take(
    command: Command,
    ahead: Promise<FoundOutcome> | undefined,
    asker: IntakeAsker = this,
  ): Promise<void> | undefined {
    if (this.#isTooFast(1)) return this.#refuseTooFast([command], asker);
    return this.#house.intake.take(this.#access, command, ahead, asker);
  }

  /** The commands of an atomic batch: one reply for each, and that of the batch; returns what {@link take} does. */
  takeTogether({ id, commands }: Batch): Promise<void> | undefined {
    const asker = new BatchAsker(this);
    if (this.#isTooFast(commands.length)) {
      this.#refuseTooFast(commands, asker);
      this.endBatch(id, asker);
      return undefined;
    }
    const taking = this.#house.intake.takeTogether(this.#access, commands, asker);
    const end = (): void => this.endBatch(id, asker);
    if (taking === undefined) end();
    return taking?.then(end);
  }

  /** The reply of a batch itself, after those of its commands. */
  endBatch(id: CorrelationId, asker: BatchAsker): void {
    replyInOrder(this.#house.pipeline, this.#reply, () => asker.reply(id));
  }

  #isTooFast(count: number): boolean {
    const { principal, isAnonymous } = this.#access;
    return !isAnonymous && !this.#house.rates.take(principal, count, performance.now());
  }

  #refuseTooFast(commands: readonly Command[], asker: IntakeAsker): undefined {
    const tell = (): void => {
      for (const command of commands) asker.refused(command, 'rate_limited', errorMeanings.rate_limited);
    };
    this.#house.pipeline.afterCommit({ release: tell, discard: tell });
  }

  decided(decision: Decision, record: string): void {
    const { id, t } = decision.command;
    if (decision.kind === 'refusal') {
      this.#house.commands.refused(t, decision.code);
      const { command, code, message } = decision;
      const { state } = this.#house.pipeline;
      this.#reply(errorReply(id, code, messageFor(this.#access, state, command, code, message)));
    } else {
      this.#house.commands.ok(t);
      this.#reply(okReply(id, recordFor(this.#access, this.#house.pipeline.state, record)));
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
    this.#reply(replayedReply(command.id, record, this.#access, this.#house.pipeline.state));
  }

  refused(command: Command, code: ErrorCode, message: string): void {
    this.#house.commands.refused(command.t, code);
    this.#reply(errorReply(command.id, code, message));
  }
}
