import type { CommitBody, Durability, Head, Journal } from '../../server/journal/journal.ts';
import { MemoryJournal } from './memory-journal.ts';

/** A journal whose disk the test is: each append waits until the test lets it through or makes it fail. */
export class GatedJournal implements Journal {
  readonly inner = new MemoryJournal();
  readonly waiting: { readonly body: CommitBody; pass(): void; fail(error: Error): void }[] = [];
  #arrived: (() => void) | undefined;

  get epoch(): string {
    return this.inner.epoch;
  }

  get toldEpoch(): string {
    return this.inner.toldEpoch;
  }

  get head(): Head {
    return this.inner.head;
  }

  get durability(): Durability {
    return this.inner.durability;
  }

  get appendMs(): number {
    return this.inner.appendMs;
  }

  async append(body: CommitBody, expected: Head): Promise<Head> {
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ body, pass: resolve, fail: reject });
      this.#arrived?.();
    });
    return this.inner.append(body, expected);
  }

  /** The oldest append that is not let through yet, when it has come. */
  async next(): Promise<{ readonly body: CommitBody; pass(): void; fail(error: Error): void }> {
    while (this.waiting.length === 0) await new Promise<void>((resolve) => (this.#arrived = resolve));
    const [first] = this.waiting.splice(0, 1);
    if (first === undefined) throw new Error('an append was waiting');
    return first;
  }

  read(after: number, limit: number): ReturnType<Journal['read']> {
    return this.inner.read(after, limit);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
