import { isSystemAccount } from '../../shared/ids.ts';

/** What a principal can be granted. */
export const verbs = [
  'deposit',
  'withdraw',
  'transfer-from',
  'transfer-to',
  'hold',
  'reverse',
  'open',
  'freeze',
  'rules',
  'read',
  'watch',
  'admin',
] as const;
export type Verb = (typeof verbs)[number];

/** Targets that all grants of one access name together: what a page of a list costs grows with them. */
export const targetsMax = 256;

/** Thrown for a text that is no grant; the message repeats nothing of it. */
export class BadGrant extends Error {
  override readonly name = 'BadGrant';
}

/** What one target takes in: the accounts of a ledger, or of all where it names none, by id or by how that begins. */
export interface Target {
  readonly ledger: string | undefined;
  readonly isPrefix: boolean;
  /** An account's id, or what it begins with: '' for any. */
  readonly name: string;
}

/**
 * Grants, each written `VERB:TARGET[,TARGET…]`. A target is an account `A`, all that begin alike `shop-*`, a ledger
 * `demo/*`, accounts of one ledger `demo/A` and `demo/shop-*`, or `*`: everything, ledgers to come included.
 */
export class Grants {
  /** Whether they grant every verb on everything. */
  readonly isFull: boolean;
  readonly #targets = new Map<Verb, Targets>();

  /** Throws {@link BadGrant}. */
  constructor(texts: readonly string[]) {
    let count = 0;
    for (const text of texts) {
      const { verb, targets } = parseGrant(text);
      count += targets.length;
      if (count > targetsMax) throw new BadGrant(`grants name at most ${targetsMax} targets in all`);
      const all = this.#targets.get(verb) ?? new Targets();
      for (const target of targets) all.add(target);
      this.#targets.set(verb, all);
    }
    this.isFull = verbs.every((verb) => this.onEverything(verb));
  }

  onEverything(verb: Verb): boolean {
    return this.#targets.get(verb)?.isEverything === true;
  }

  /** On all accounts of a ledger, and on the ledger itself. */
  onLedger(verb: Verb, ledger: string): boolean {
    return this.#targets.get(verb)?.hasLedger(ledger) === true;
  }

  /**
   * On an account. `ledger` is `undefined` where there is no such account: then only a target that names no ledger
   * takes it in, for otherwise the answer would tell whether a stranger has it.
   */
  onAccount(verb: Verb, account: string, ledger: string | undefined): boolean {
    return this.#targets.get(verb)?.hasAccount(account, ledger) === true;
  }

  /** What a verb is granted on. */
  targetsOf(verb: Verb): readonly Target[] {
    return this.#targets.get(verb)?.all ?? [];
  }
}

class Targets {
  readonly all: Target[] = [];
  isEverything = false;
  /** Ids by the ledger that was named with them; '' where none was. */
  readonly #ids = new Map<string, Set<string>>();
  readonly #prefixes = new Map<string, string[]>();
  readonly #ledgers = new Set<string>();

  add(target: Target): void {
    const { ledger, isPrefix, name } = target;
    this.all.push(target);
    if (!isPrefix) this.#idsOf(ledger ?? '').add(name);
    else if (name !== '') this.#prefixesOf(ledger ?? '').push(name);
    else if (ledger === undefined) this.isEverything = true;
    else this.#ledgers.add(ledger);
  }

  hasLedger(ledger: string): boolean {
    return this.isEverything || this.#ledgers.has(ledger);
  }

  hasAccount(account: string, ledger: string | undefined): boolean {
    if (this.isEverything || this.#names('', account)) return true;
    return ledger !== undefined && (this.#ledgers.has(ledger) || this.#names(ledger, account));
  }

  #names(ledger: string, account: string): boolean {
    if (this.#ids.get(ledger)?.has(account) === true) return true;
    return this.#prefixes.get(ledger)?.some((prefix) => account.startsWith(prefix)) === true;
  }

  #idsOf(ledger: string): Set<string> {
    const ids = this.#ids.get(ledger) ?? new Set();
    this.#ids.set(ledger, ids);
    return ids;
  }

  #prefixesOf(ledger: string): string[] {
    const prefixes = this.#prefixes.get(ledger) ?? [];
    this.#prefixes.set(ledger, prefixes);
    return prefixes;
  }
}

const id = '[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}';
const targetPattern = new RegExp(`^(?:(${id})/)?(?:(@world:${id}|${id})|(${id})?\\*)$`);

function parseGrant(text: string): { readonly verb: Verb; readonly targets: readonly Target[] } {
  const [name] = text.split(':', 1);
  const verb = verbs.find((each) => each === name);
  if (verb === undefined) throw new BadGrant(`a grant is VERB:TARGET; the verbs are ${verbs.join(', ')}`);
  const targets = text
    .slice(verb.length + 1)
    .split(',', targetsMax + 1)
    .map((part) => {
      const match = targetPattern.exec(part);
      if (match === null) throw new BadGrant('a target is A, shop-*, demo/*, demo/A, demo/shop-* or *');
      const [, ledger, name, prefix = ''] = match;
      return { ledger, isPrefix: name === undefined, name: name ?? prefix };
    });
  if (
    verb === 'admin' &&
    !targets.every(({ ledger, isPrefix, name }) => isPrefix && name + (ledger ?? '') === '')
  ) {
    throw new BadGrant('admin is granted on * alone');
  }
  if (verb !== 'read' && verb !== 'watch' && targets.some(({ name }) => isSystemAccount(name))) {
    throw new BadGrant('on a system account only read and watch are granted');
  }
  return { verb, targets };
}
