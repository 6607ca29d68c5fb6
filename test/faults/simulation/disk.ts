import { sameHead } from '../../../server/journal/chain.ts';
import type { Commit, CommitBody, Head, Journal } from '../../../server/journal/journal.ts';
import { JournalError } from '../../../server/journal-error.ts';
import type { MemoryJournal } from '../../support/memory-journal.ts';
import type { Dice } from './dice.ts';
import type { Durable } from './durable.ts';
import type { EventLoop, Process } from './event-loop.ts';
import type { Plan } from './plan.ts';

/** How bad the disk is at present. */
export interface DiskFaults {
  isBad: boolean;
  /** Nothing can be written before this time. */
  isFullUntilMs: number;
}

export interface DiskParts {
  readonly loop: EventLoop;
  readonly dice: Dice;
  readonly plan: Plan;
  readonly faults: DiskFaults;
  /** What outlives every process. */
  readonly platter: MemoryJournal;
  /** What is on it, for the checks. */
  readonly durable: Durable;
  /** Acknowledges before it is durable, which the checks have to notice. */
  readonly lies: boolean;
}

/** The journal as one process has it open: slow, and while the disk is bad, refusing or breaking. */
export class DiskJournal implements Journal {
  readonly durability = { journal: 'simulated', synchronous: 'FULL' };
  readonly appendMs = 0;
  readonly epoch: string;
  readonly toldEpoch: string;
  readonly #parts: DiskParts;
  readonly #process: Process;
  #head: Head;
  #isBroken = false;

  constructor(parts: DiskParts) {
    this.#parts = parts;
    this.#process = parts.loop.current;
    this.epoch = parts.platter.epoch;
    this.toldEpoch = this.epoch;
    this.#head = parts.platter.head;
  }

  /** As far as the process has heard. */
  get head(): Head {
    return this.#head;
  }

  /** Asked, written, answered: the process may end between any two. */
  async append(body: CommitBody, expected: Head): Promise<Head> {
    const { dice, plan, lies } = this.#parts;
    const commitMs = dice.wait(plan.commitMs);
    if (lies) void this.#passed(commitMs, 'write').then(() => this.#write(body, expected));
    else await this.#passed(commitMs, 'write');
    this.#failAtTimes(body, expected);
    const head = lies ? lyingHead(body, expected) : await this.#write(body, expected);
    await this.#passed(dice.wait(plan.commitMs / 10), 'written');
    this.#head = head;
    return head;
  }

  async read(after: number, limit: number): Promise<Commit[]> {
    await this.#passed(this.#parts.dice.wait(this.#parts.plan.readMs), 'read');
    return this.#parts.platter.read(after, limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #failAtTimes(body: CommitBody, expected: Head): void {
    const { loop, dice, plan, faults } = this.#parts;
    if (this.#isBroken) throw new JournalError('broken', 'the disk failed before');
    if (faults.isFullUntilMs > loop.nowMs) throw new JournalError('refused', 'the disk is full');
    if (!faults.isBad) return;
    if (dice.chance(plan.refusedChance)) throw new JournalError('refused', 'the disk was full');
    if (!dice.chance(plan.brokenChance)) return;
    this.#isBroken = true;
    // Nobody can tell: it may be there.
    if (dice.chance(0.5)) void this.#write(body, expected);
    throw new JournalError('broken', 'the disk failed');
  }

  async #write(body: CommitBody, expected: Head): Promise<Head> {
    const { platter, durable } = this.#parts;
    if (!sameHead(platter.head, expected)) throw new JournalError('conflict', 'another process has written');
    const appended = await platter.append(body, expected);
    durable.add({ number: appended.number, records: body.records });
    return appended;
  }

  #passed(ms: number, label: string): Promise<void> {
    return new Promise((resolve) => this.#parts.loop.plan(this.#process, ms, `journal ${label}`, resolve));
  }
}

/** Something that only looks like the head that will be. */
function lyingHead({ count }: CommitBody, { number, seq, hash }: Head): Head {
  return { number: number + 1, seq: seq + count, hash };
}
