import type { ErrorCode } from '../../shared/codes.ts';
import type { Command } from '../../shared/commands.ts';
import type { Access } from '../access/access.ts';
import { denialOf } from '../access/authorise.ts';
import { accessIsOver } from '../access/door.ts';
import type { Asker } from '../commit-batch.ts';
import { contentOfCommand, contentOfRecord, differingField } from '../ledger/content.ts';
import { unknownPast } from '../ledger/decide.ts';
import { Denial } from '../ledger/denial.ts';
import { pastOf } from '../ledger/past-of-record.ts';
import type { Pipeline } from '../pipeline.ts';
import type { FoundOutcome, Views } from '../views/views.ts';
import type { LookedUp, Outcomes } from './outcomes.ts';

/**
 * The one way in for commands, whatever brings them. Most go on to the pipeline at once; one whose key may have
 * been used, or that names an earlier transaction which memory does not know, waits for the views to tell.
 */
export class Intake {
  readonly #pipeline: Pipeline;
  readonly #views: Views;
  readonly #outcomes: Outcomes;

  constructor(pipeline: Pipeline, views: Views, outcomes: Outcomes) {
    this.#pipeline = pipeline;
    this.#views = views;
    this.#outcomes = outcomes;
  }

  /**
   * Submits a command that may be given, or tells what became of the one that had its key. Where that has to wait, it
   * returns what resolves when it is done and never rejects. `ahead` is what {@link Outcomes.ahead} began.
   */
  take(
    access: Access,
    command: Command,
    ahead: Promise<FoundOutcome> | undefined,
    asker: IntakeAsker,
  ): Promise<void> | undefined {
    if (this.#mayGo(access.principal, command)) {
      this.#submit(access, command, asker);
      return undefined;
    }
    return this.#lookAndTake(access, command, ahead, asker).catch(() => this.#unavailable([command], asker));
  }

  /** As {@link take}, for commands of which all are to be applied or none. No two have the same key. */
  takeTogether(access: Access, commands: readonly Command[], asker: IntakeAsker): Promise<void> | undefined {
    if (commands.every((command) => this.#mayGo(access.principal, command))) {
      this.#submitTogether(access, commands, asker);
      return undefined;
    }
    return this.#lookAndTakeTogether(access, commands, asker).catch(() => this.#unavailable(commands, asker));
  }

  /** Whoever looked before that the command may be given did so in another state: seqs may have another meaning now. */
  #submit(access: Access, command: Command, asker: IntakeAsker): void {
    const denial = this.#denialOf(access, command);
    if (denial === undefined) this.#pipeline.submit(command, access.principal, asker);
    else this.#refuse(command, denial, asker);
  }

  #submitTogether(access: Access, commands: readonly Command[], asker: IntakeAsker): void {
    if (this.#refuseTogether(access, commands, asker)) return;
    this.#pipeline.submitTogether(commands, access.principal, asker);
  }

  /** Whoever had to wait may have lost their access. While there is no state, the pipeline turns all away. */
  #denialOf(access: Access, command: Command): Denial | undefined {
    if (access.endAt(Date.now()) !== undefined) return new Denial('unauthorized', accessIsOver);
    const { state } = this.#pipeline;
    return access.isFull || state === undefined ? undefined : denialOf(access, state, command);
  }

  #refuse(command: Command, { code, message }: Denial, asker: IntakeAsker): void {
    this.#inOrder(() => asker.refused(command, code, message));
  }

  /** Refuses all commands where one may not be given; false where all may. */
  #refuseTogether(access: Access, commands: readonly Command[], asker: IntakeAsker): boolean {
    for (const refused of commands) {
      const denial = this.#denialOf(access, refused);
      if (denial === undefined) continue;
      const failed = failedWith(refused, denial);
      for (const each of commands) this.#refuse(each, each === refused ? denial : failed, asker);
      return true;
    }
    return false;
  }

  #mayGo(by: string, command: Command): boolean {
    return this.#outcomes.isNew(by, command.key) && this.#missing(command) === undefined;
  }

  #missing(command: Command): number | undefined {
    const { state } = this.#pipeline;
    return state && unknownPast(state, command);
  }

  async #lookAndTake(
    access: Access,
    command: Command,
    ahead: Promise<FoundOutcome> | undefined,
    asker: IntakeAsker,
  ): Promise<void> {
    const by = access.principal;
    // Who may not give a command is not told either what became of it.
    if (!access.isFull) {
      await this.#learnPasts([command]);
      const denial = this.#denialOf(access, command);
      if (denial !== undefined) return this.#refuse(command, denial, asker);
    }
    for (let early = ahead ?? this.#outcomes.ahead(access, command.key); ; early = undefined) {
      const found = await this.#lookUp(by, command, early);
      if (found.record !== undefined) {
        this.#answerAgain(command, found.record, asker);
        return;
      }
      await this.#learnPast(command);
      // Nothing else runs between this check and the decision, so no two can find the same key unused.
      if (this.#isStill(by, command, found)) {
        this.#submit(access, command, asker);
        return;
      }
    }
  }

  async #lookAndTakeTogether(
    access: Access,
    commands: readonly Command[],
    asker: IntakeAsker,
  ): Promise<void> {
    const by = access.principal;
    if (!access.isFull) {
      await this.#learnPasts(commands);
      if (this.#refuseTogether(access, commands, asker)) return;
    }
    for (let isFirst = true; ; isFirst = false) {
      const found = await Promise.all(
        commands.map((command) =>
          this.#lookUp(by, command, isFirst ? this.#outcomes.ahead(access, command.key) : undefined),
        ),
      );
      // Another copy of the batch may have been decided between two of the answers.
      if (!commands.every((command, nth) => this.#isAsFound(by, command, found[nth]))) continue;
      const used = found.filter(({ record }) => record !== undefined).length;
      if (used > 0) {
        commands.forEach((command, nth) => {
          const record = found[nth]?.record;
          if (used < commands.length) this.#refuseMixed(command, record !== undefined, asker);
          else if (record !== undefined) this.#answerAgain(command, record, asker);
        });
        return;
      }
      await Promise.all(commands.map((command) => this.#learnPast(command)));
      if (commands.every((command, nth) => this.#isStill(by, command, found[nth]))) {
        this.#submitTogether(access, commands, asker);
        return;
      }
    }
  }

  async #lookUp(by: string, { key }: Command, ahead?: Promise<FoundOutcome>): Promise<LookedUp> {
    return this.#outcomes.isNew(by, key)
      ? { record: undefined, held: undefined, commit: this.#pipeline.durable.number }
      : this.#outcomes.lookUp(by, key, ahead);
  }

  #isStill(by: string, command: Command, found: LookedUp | undefined): boolean {
    return this.#isAsFound(by, command, found) && this.#missing(command) === undefined;
  }

  /** Whether a key that was unused is so now. Meanwhile it may have been used, and even been forgotten again. */
  #isAsFound(by: string, { key }: Command, found: LookedUp | undefined): boolean {
    if (found === undefined || found.record !== undefined) return found !== undefined;
    const { keys } = this.#pipeline;
    return keys.find(by, key) === found.held && keys.covers(found.commit);
  }

  /** Sees to it that memory knows the earlier transaction that a command names. */
  async #learnPast(command: Command): Promise<void> {
    for (let seq = this.#missing(command); seq !== undefined; seq = this.#missing(command)) {
      if (seq > this.#pipeline.durable.seq) await this.#pipeline.allDurable();
      const found = await this.#views.past(seq, this.#pipeline.durable.number);
      const { state } = this.#pipeline;
      if (state === undefined) throw new Error('the state is being read anew');
      if (found.record !== undefined)
        state.past.learn(pastOf(state, seq, found.record, found.sequel), found.seq);
    }
  }

  /** As {@link #learnPast}, until memory knows all at once. */
  async #learnPasts(commands: readonly Command[]): Promise<void> {
    while (commands.some((command) => this.#missing(command) !== undefined)) {
      await Promise.all(commands.map((command) => this.#learnPast(command)));
    }
  }

  #answerAgain(command: Command, record: string, asker: IntakeAsker): void {
    const field = differingField(contentOfCommand(command), contentOfRecord(record));
    this.#inOrder(() => asker.decidedBefore(command, record, field));
  }

  /** Some of the commands were decided before and some never: they cannot be applied all together any more. */
  #refuseMixed(command: Command, isUsed: boolean, asker: IntakeAsker): void {
    this.#inOrder(() =>
      isUsed
        ? asker.refused(command, 'key_reused', 'the key was used before, without the rest of this batch')
        : asker.refused(command, 'batch_failed', 'another key of the batch was used before'),
    );
  }

  #unavailable(commands: readonly Command[], asker: IntakeAsker): void {
    this.#inOrder(() => {
      for (const command of commands) asker.turnedAway(command, 'unavailable');
    });
  }

  /** After all that was asked before it has been answered, whatever becomes of the commit. */
  #inOrder(tell: () => void): void {
    this.#pipeline.afterCommit({ release: tell, discard: tell });
  }
}

function failedWith({ key }: Command, { code }: Denial): Denial {
  return new Denial('batch_failed', `the command with key ${key} was refused: ${code}`);
}

export interface IntakeAsker extends Asker {
  /** The key was used before: for this content, or for other content where `differing` names a field. */
  decidedBefore(command: Command, record: string, differing: string | undefined): void;
  /** Refused without a decision that would be remembered. */
  refused(command: Command, code: ErrorCode, message: string): void;
}
