import type { Command } from '../../shared/commands.ts';
import { contentOfCommand, contentOfRecord, differingField } from '../ledger/content.ts';
import type { Asker, Pipeline } from '../pipeline.ts';
import type { FoundOutcome, Views } from '../views/views.ts';

/** Commands that were decided before, found by their keys: in memory where that is certain, else in the views. */
export class Outcomes {
  readonly #pipeline: Pipeline;
  readonly #views: Views;

  constructor(pipeline: Pipeline, views: Views) {
    this.#pipeline = pipeline;
    this.#views = views;
  }

  /** Begins to look a key up before its command's turn has come; `undefined` where the key is certain to be new. */
  ahead(by: string, key: string): Promise<FoundOutcome> | undefined {
    const { keys } = this.#pipeline;
    if (keys.isNew(by, key, this.#pipeline.now())) return undefined;
    const lookUp = this.#views.outcome(by, key, 0);
    // Whoever waits for it sees the failure; until then it is not an unhandled one.
    lookUp.catch(() => undefined);
    return lookUp;
  }

  /** Submits a command whose key is certain to be unused; false where the key has to be looked up first. */
  submitNew(by: string, command: Command, asker: Asker): boolean {
    const { keys } = this.#pipeline;
    const { key } = command;
    if (keys.find(by, key) !== undefined || !keys.isNew(by, key, this.#pipeline.now())) return false;
    this.#pipeline.submit(command, by, asker);
    return true;
  }

  /**
   * Looks the key up, then submits the command or tells what became of the one that had the key. Resolves
   * when that is done; `ahead` is what {@link ahead} began, where it was asked to.
   */
  async submitOrReplay(
    by: string,
    command: Command,
    ahead: Promise<FoundOutcome> | undefined,
    asker: ReplayAsker,
  ): Promise<void> {
    let early = ahead ?? this.ahead(by, command.key);
    for (;;) {
      const { record, held } = await this.#lookUp(by, command.key, early);
      early = undefined;
      if (record !== undefined) {
        const field = differingField(contentOfCommand(command), contentOfRecord(record));
        asker.decidedBefore(command, record, field);
        return;
      }
      // Nothing else runs between this check and the decision, so no two can find the same key unused.
      if (this.#pipeline.keys.find(by, command.key) === held) {
        this.#pipeline.submit(command, by, asker);
        return;
      }
    }
  }

  /** The durable record of the first decision under a key. Rejects where the hub cannot tell now. */
  async find(by: string, key: string): Promise<string | undefined> {
    return (await this.#lookUp(by, key)).record;
  }

  /** Without a record the key is unused, for as long as memory finds the same commit under it as `held`. */
  async #lookUp(by: string, key: string, ahead?: Promise<FoundOutcome>): Promise<LookedUp> {
    let found = await ahead;
    for (;;) {
      if (found?.record !== undefined) return { record: found.record, held: undefined };
      // The keys of a refused commit are held until the state has been read anew, and no journal has them.
      if (this.#pipeline.state === undefined) throw new Error('the state is being read anew');
      const { keys } = this.#pipeline;
      const held = keys.find(by, key);
      if (found !== undefined && found.commit >= (held ?? 0) && keys.covers(found.commit)) {
        return { record: undefined, held };
      }
      if (held !== undefined) await this.#allDurable();
      found = await this.#views.outcome(by, key, held ?? this.#pipeline.durable.number);
    }
  }

  #allDurable(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pipeline.afterCommit({
        release: resolve,
        discard: () => reject(new Error('the commit that would have told was refused')),
      });
    });
  }
}

interface LookedUp {
  readonly record: string | undefined;
  readonly held: number | undefined;
}

export interface ReplayAsker extends Asker {
  /** The key was used before: for this content, or for other content where `differing` names a field. */
  decidedBefore(command: Command, record: string, differing: string | undefined): void;
}
