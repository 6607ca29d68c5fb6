import type { Content, Intent } from './plan.ts';
import type { Manner, Sending, Sendings, Together } from './sendings.ts';

/** A command to be sent: an intent and which of its contents. */
export interface Item {
  readonly intent: Intent;
  readonly content: Content;
}

/** Requests that one connection has sent, or one body holds, and what each of them was told. */
export class Conversation {
  readonly #by: string;
  readonly #sendings: Sendings;
  readonly #fault: (what: string) => void;
  readonly #pending = new Map<number, Sending>();
  readonly #batches = new Map<number, readonly Sending[]>();
  /** Ids of commands in the order in which they have to be answered (R22). */
  readonly #order: number[] = [];
  #answered = 0;
  #lastId = 0;

  constructor(by: string, sendings: Sendings, fault: (what: string) => void) {
    this.#by = by;
    this.#sendings = sendings;
    this.#fault = fault;
  }

  /** Commands that wait for their answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** The line of a single command. */
  command(item: Item, manner: Manner = {}): string {
    return JSON.stringify(this.#request(item, manner));
  }

  /** The line of a batch; `isMixed` as of {@link Together}. */
  batch(items: readonly Item[], isAtomic: boolean, isMixed: boolean, isBroken = false): string {
    const together: Together = { sendings: [], isMixed };
    const first = this.#lastId;
    const manner = { isBroken, ...(isAtomic && !isBroken && { together }) };
    const commands = items.map((item) => this.#request(item, manner));
    const sent: Sending[] = [];
    for (let id = first + 1; id <= this.#lastId; id += 1) sent.push(...this.#of(id));
    this.#lastId += 1;
    const id = this.#lastId;
    this.#batches.set(id, sent);
    return JSON.stringify({ t: 'batch', id, ...(isAtomic && { atomic: true }), commands });
  }

  /** The line of a question what became of the key. */
  question({ intent, content }: Item): string {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#pending.set(id, this.#sendings.asked(this.#by, intent, content, { isQuestion: true }));
    return JSON.stringify({ t: 'outcome', id, key: intent.key });
  }

  take(line: string): void {
    const id = Number(idPattern.exec(line)?.[1]);
    const sending = this.#pending.get(id);
    if (sending !== undefined) {
      this.#sendings.told(sending, line);
      this.#pending.delete(id);
      if (!sending.isQuestion) this.#inOrder(id);
      return;
    }
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    this.#batches.delete(id);
    if (line.startsWith('{"t":"error"')) this.#refuseBatch(batch, line);
    else this.#count(batch, line);
  }

  #request({ intent, content }: Item, manner: Manner): object {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#pending.set(id, this.#sendings.asked(this.#by, intent, content, manner));
    this.#order.push(id);
    return { ...content, id, key: intent.key };
  }

  #of(id: number): Sending[] {
    const sending = this.#pending.get(id);
    return sending === undefined ? [] : [sending];
  }

  #inOrder(id: number): void {
    const wanted = this.#order[this.#answered];
    this.#answered += 1;
    if (wanted !== id) this.#fault(`the answer to ${id} comes where that to ${wanted} has to`);
  }

  /** A batch that is refused as a whole has one answer. */
  #refuseBatch(batch: readonly Sending[], line: string): void {
    for (const [id, sending] of this.#pending) {
      if (!batch.includes(sending)) continue;
      this.#sendings.told(sending, line);
      this.#pending.delete(id);
      this.#inOrder(id);
    }
  }

  #count(batch: readonly Sending[], line: string): void {
    const ok = batch.filter(({ words }) => words?.code === 'ok').length;
    const [, told, refused] = countsPattern.exec(line) ?? [];
    if (Number(told) === ok && Number(refused) === batch.length - ok) return;
    this.#fault(`a batch of ${batch.length} with ${ok} applied is counted as ${line}`);
  }
}

const idPattern = /^\{"t":"[a-z]+","id":(\d+)/;
const countsPattern = /"ok":(\d+),"refused":(\d+)\}$/;
