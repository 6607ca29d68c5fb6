import { CommandSchema } from '../../../shared/commands.ts';
import type { JournalCommit } from '../../support/journal-records.ts';
import { commandOfTransaction, contentText } from '../checker/asked-for.ts';
import { type Decided, DecidedIndex } from '../checker/decided.ts';
import type { CommandSeen, Violation } from '../checker/history.ts';
import { isDecided, isForNow, type Sending } from './sendings.ts';

/** What of a principal's commands is forbidden to it, by kind. */
export type Forbids = (by: string, kind: string) => boolean;

/** I3 to the letter: what all who asked under one key were told, against each other and against the journal. */
export function judge(
  sendings: readonly Sending[],
  commits: readonly JournalCommit[],
  isForbidden: Forbids,
): Violation[] {
  const index = new DecidedIndex(commits);
  const byScope = new Map<string, Sending[]>();
  for (const sending of sendings) {
    const others = byScope.get(sending.scope);
    if (others === undefined) byScope.set(sending.scope, [sending]);
    else others.push(sending);
  }
  const violations = [...index.violations];
  for (const [scope, all] of byScope) {
    violations.push(...new ScopeJudge(scope, all, index.byKey.get(scope), isForbidden).violations);
  }
  for (const scope of index.byKey.keys()) {
    if (!byScope.has(scope))
      violations.push({ invariant: 'I7', what: 'nobody asked for what the journal has', key: scope });
  }
  return violations;
}

/** What all copies of one key of one principal were told. */
class ScopeJudge {
  readonly violations: Violation[] = [];
  readonly #scope: string;
  readonly #decided: Decided | undefined;
  readonly #isForbidden: Forbids;
  /** All that says what was decided. */
  readonly #tellings: readonly Sending[];
  /** When the first of them was heard; milliseconds. */
  readonly #knownMs: number;

  constructor(scope: string, all: readonly Sending[], decided: Decided | undefined, isForbidden: Forbids) {
    this.#scope = scope;
    this.#decided = decided;
    this.#isForbidden = isForbidden;
    this.#tellings = all.filter(({ words }) => words !== undefined && this.#tellsDecision(words));
    this.#knownMs = Math.min(...this.#tellings.map(({ answeredMs }) => answeredMs));
    this.#oneAnswer();
    for (const sending of all) this.#look(sending);
  }

  /** Whether a reply is that of the journal; of `batch_failed` nothing else tells whether it is remembered. */
  #tellsDecision({ code, message }: NonNullable<Sending['words']>): boolean {
    if (code !== 'batch_failed') return isDecided(code);
    const record = this.#decided?.record;
    if (record?.refused !== true) return false;
    const { refused } = record.refusal;
    return refused.code === code && refused.message === message;
  }

  /** R50: all are told the same, to the byte, and one of them at most is told it as the first. */
  #oneAnswer(): void {
    const texts = new Set(this.#tellings.map(({ words }) => words?.text));
    if (texts.size > 1) this.#violate(`copies were told ${texts.size} things: ${[...texts].join(' | ')}`);
    const firsts = this.#tellings.filter((each) => !each.isReplayed && !each.isQuestion).length;
    if (firsts > 1) this.#violate(`${firsts} copies were told that theirs was the first`);
    if (this.#tellings.length > 0 && this.#decided === undefined)
      this.#violate('copies were told what became of it, and the journal lacks it');
  }

  #look(sending: Sending): void {
    const { words, command, by } = sending;
    if (words === undefined) return;
    const { code } = words;
    if (sending.isBroken) {
      if (code !== 'bad_request' && !isForNow(code)) this.#violate(`what is broken was told ${words.text}`);
      return;
    }
    if (sending.isQuestion) {
      if (this.#tellsDecision(words) || isForNow(code)) return;
      if (code !== 'unknown_key') this.#violate(`who asks what became of it was told ${words.text}`);
      else if (sending.askedMs > this.#knownMs)
        this.#violate('it was said to be unknown after it had been told');
      return;
    }
    if (isForNow(code)) return;
    if (this.#isForbidden(by, command.t) || code === 'forbidden') {
      if (!(this.#isForbidden(by, command.t) && code === 'forbidden') && !this.#failsWithOthers(sending))
        this.#violate(`${by} asked for ${command.t} and was told ${words.text}`);
      return;
    }
    if (this.#tellsDecision(words)) {
      if (!this.#isDecidedContent(sending)) this.#violate(`other content was told ${words.text}`);
      return;
    }
    this.#lookAtRefusal(sending, code);
  }

  /** What is not remembered: it may be told only where nothing was decided, or to other content. */
  #lookAtRefusal(sending: Sending, code: string): void {
    const { command, together } = sending;
    const isKnown = sending.askedMs > this.#knownMs;
    switch (code) {
      case 'key_reused':
        if (together?.isMixed === true) {
          if (this.#decided === undefined) this.#violate('a key that was never used is said to be');
        } else if (this.#decided === undefined || this.#isDecidedContent(sending))
          this.#violate('the same content is said to be other content');
        return;
      case 'expired': {
        const isTimed =
          command.deadline !== undefined || (command.t === 'hold' && command.expires !== undefined);
        if (!isTimed) this.#violate('what has no end is said to have expired');
        else if (isKnown) this.#violate('it is said to have expired after it had been decided');
        return;
      }
      case 'batch_failed':
        if (!this.#failsWithOthers(sending)) this.#violate('a batch failed of which no command did');
        else if (isKnown && together?.isMixed !== true && !this.#isAmongForbidden(sending))
          this.#violate('a batch failed after it had been decided');
        return;
      default:
        this.#violate(`it was told ${sending.words?.text ?? ''}`);
    }
  }

  /** Whether another command of its atomic batch was refused without being remembered. */
  #failsWithOthers({ words, together }: Sending): boolean {
    if (words?.code !== 'batch_failed' || together === undefined) return false;
    return together.sendings.some(
      (mate) => mate.words === undefined || (mate.words.code !== 'ok' && !isDecided(mate.words.code)),
    );
  }

  /** Whether a command of its batch was forbidden, which is told before its keys are looked at (R60). */
  #isAmongForbidden({ together }: Sending): boolean {
    return together?.sendings.some(({ words }) => words?.code === 'forbidden') === true;
  }

  #isDecidedContent({ command }: Sending): boolean {
    const decided = this.#decided;
    if (decided === undefined) return false;
    const { record } = decided;
    const first = record.refused
      ? CommandSchema.safeParse({ id: 0, ...record.refusal.command }).data
      : commandOfTransaction(record.tx);
    return first !== undefined && contentText(first) === contentText(command);
  }

  #violate(what: string): void {
    this.violations.push({ invariant: 'I3', what, key: this.#scope });
  }
}

/** The same for the checker of all invariants. */
export function commandsSeen(sendings: readonly Sending[]): CommandSeen[] {
  return sendings.flatMap(({ by, command, together, isQuestion, isBroken, askedMs, answeredMs, words }) => {
    if (isQuestion) return [];
    const isWhole = together !== undefined && !together.isMixed;
    const seen = {
      command,
      by,
      askedMs,
      ...(isWhole && { together: together.sendings.map((mate) => mate.command.key) }),
    };
    // Whether `batch_failed` is remembered hangs on the rest of the batch, which the judge of keys looks at.
    const isUnclear =
      together !== undefined && (words?.code === 'batch_failed' || words?.code === 'key_reused');
    if (words === undefined || isUnclear || isBroken) return [seen];
    const { code, message, tx } = words;
    if (code !== 'ok') return [{ ...seen, answer: { t: 'refused', answeredMs, code, message } }];
    return tx === undefined ? [] : [{ ...seen, answer: { t: 'ok', answeredMs, tx } }];
  });
}
