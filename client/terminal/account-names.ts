import { ReadableIdSchema } from '../../shared/ids.ts';
import { pageItemsMax } from '../../shared/limits.ts';
import { type Problem, quote } from '../input/problem.ts';
import { Refused } from '../sdk/errors.ts';
import type { Hub } from '../sdk/hub.ts';
import { printable } from '../words/printable.ts';

/** Accounts that are remembered, and looked through for another spelling of an id. */
const namesMax = 10_000;

/** Ids with each account spelt as the hub spells it. */
type Resolved =
  | {
      readonly ok: true;
      readonly ids: readonly string[] /** What was understood differently. */;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Finds the accounts that typed ids mean. Ids differ by case on the hub; people seldom mean that. An id
 * that exists is meant as it is; any other means the one account that it differs from by case alone.
 */
export class AccountNames {
  readonly #hub: Hub;
  readonly #known = new Set<string>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Accounts heard of so far, in no order. */
  get known(): ReadonlySet<string> {
    return this.#known;
  }

  learn(ids: Iterable<string>): void {
    for (const id of ids) {
      // Completion offers these as they are, so nothing but an id may get in.
      if (this.#known.has(id) || this.#known.size >= namesMax) continue;
      if (ReadableIdSchema.safeParse(id).success) this.#known.add(id);
    }
  }

  /**
   * Asks the hub only about ids not heard of yet, nor among those that are being opened. Rejects with what keeps it from
   * answering.
   */
  async resolve(
    ids: readonly string[],
    signal: AbortSignal,
    opening: ReadonlySet<string> = new Set(),
  ): Promise<Resolved> {
    const unheard = ids.filter((id) => !this.#known.has(id) && !opening.has(id));
    const exist = await Promise.all(unheard.map((id) => this.#exists(id, signal)));
    const missing = new Set(unheard.filter((_, index) => exist[index] === false));
    if (missing.size > 0) await this.#learnAll(signal);
    return foldIds(ids, missing, this.#known);
  }

  async #exists(id: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#hub.get([id], { signal });
    } catch (error) {
      if (error instanceof Refused && error.code === 'unknown_account') return false;
      // Whoever may pay in need not be allowed to look: the id is meant as it is.
      if (error instanceof Refused && error.code === 'forbidden') return true;
      throw error;
    }
    this.learn([id]);
    return true;
  }

  async #learnAll(signal: AbortSignal): Promise<void> {
    let after: string | undefined;
    do {
      const page = await this.#hub.list({ after, limit: pageItemsMax }, { signal });
      this.learn(page.accounts.map(({ account }) => account));
      after = page.next ?? undefined;
    } while (after !== undefined && this.#known.size < namesMax);
  }
}

/** Replaces each `missing` id by the known one that differs by case alone; where there is none it stays, for the hub to refuse. */
export function foldIds(
  ids: readonly string[],
  missing: ReadonlySet<string>,
  known: ReadonlySet<string>,
): Resolved {
  const notes: string[] = [];
  const meant: string[] = [];
  for (const id of ids) {
    const spellings = missing.has(id) ? sameButForCase(id, known) : [];
    const [spelling = id, another] = spellings;
    if (another !== undefined) {
      const reason = `${quote(id)} could be ${spellings.map(printable).join(' or ')}`;
      return { ok: false, problem: { phrase: 'Invalid input format', reason, form: printable(spelling) } };
    }
    if (spelling !== id) notes.push(`${quote(id)} taken as ${quote(spelling)}`);
    meant.push(spelling);
  }
  return { ok: true, ids: meant, notes };
}

function sameButForCase(id: string, known: ReadonlySet<string>): string[] {
  const folded = id.toLowerCase();
  return [...known].filter((candidate) => candidate.toLowerCase() === folded).sort();
}
