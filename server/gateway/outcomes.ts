import type { Access } from '../access/access.ts';
import { limits } from '../limits.ts';
import type { Pipeline } from '../pipeline.ts';
import type { FoundOutcome, Views } from '../views/views.ts';
import { NamedPlaces } from './places.ts';

/** What was decided under each key: known in memory where that is certain, else in the views. */
export class Outcomes {
  readonly #pipeline: Pipeline;
  readonly #views: Views;
  readonly #aheads = new NamedPlaces(limits.principalKeysAhead);

  constructor(pipeline: Pipeline, views: Views) {
    this.#pipeline = pipeline;
    this.#views = views;
  }

  /** Whether the key is certain to be unused. */
  isNew(by: string, key: string): boolean {
    const { keys } = this.#pipeline;
    return keys.find(by, key) === undefined && keys.isNew(by, key, this.#pipeline.now());
  }

  /**
   * Begins to look a key up before its command's turn has come; `undefined` where the key is certain to be new, or where
   * its principal, who showed a token, has so many looked up already that it has to wait for its turn.
   */
  ahead({ principal, isAnonymous }: Access, key: string): Promise<FoundOutcome> | undefined {
    const { keys } = this.#pipeline;
    if (keys.isNew(principal, key, this.#pipeline.now())) return undefined;
    if (!isAnonymous && !this.#aheads.take(principal)) return undefined;
    const lookUp = this.#views.outcome(principal, key, 0);
    const leave = (): void => {
      if (!isAnonymous) this.#aheads.leave(principal);
    };
    // Whoever waits for it sees the failure; until then it is not an unhandled one.
    lookUp.then(leave, leave);
    return lookUp;
  }

  /** The durable record of the first decision under a key. Rejects where the hub cannot tell now. */
  async find(by: string, key: string): Promise<string | undefined> {
    return (await this.lookUp(by, key)).record;
  }

  /**
   * Without a record the key is unused, for as long as memory covers `commit` and finds the same commit under it as
   * `held`. `ahead` is what {@link ahead} began, where it was asked to. Rejects where the hub cannot tell now.
   */
  async lookUp(by: string, key: string, ahead?: Promise<FoundOutcome>): Promise<LookedUp> {
    let found = await ahead;
    for (;;) {
      if (found?.record !== undefined) return { ...found, held: undefined };
      // The keys of a refused commit are held until the state has been read anew, and no journal has them.
      if (this.#pipeline.state === undefined) throw new Error('the state is being read anew');
      const { keys } = this.#pipeline;
      const held = keys.find(by, key);
      if (found !== undefined && found.commit >= (held ?? 0) && keys.covers(found.commit)) {
        return { ...found, held };
      }
      if (held !== undefined) await this.#pipeline.allDurable();
      found = await this.#views.outcome(by, key, held ?? this.#pipeline.durable.number);
    }
  }
}

export interface LookedUp extends FoundOutcome {
  readonly held: number | undefined;
}
