import { setImmediate as turn } from 'node:timers/promises';
import type { Batch, Command } from '../../../shared/commands.ts';
import { isBlank } from '../../../shared/decode-request.ts';
import type { Access } from '../../access/access.ts';
import { BatchAsker } from '../../gateway/batch-asker.ts';
import { CommandTaker } from '../../gateway/command-taker.ts';
import type { FlushQueue } from '../../gateway/flush-queue.ts';
import { replyInOrder } from '../../gateway/in-order.ts';
import { Outbox } from '../../gateway/outbox.ts';
import { errorReply } from '../../gateway/replies.ts';
import type { House } from '../../gateway/session.ts';
import { limits } from '../../limits.ts';
import type { FoundOutcome } from '../../views/views.ts';
import { type ReadCommand, readCommand } from './read-command.ts';
import type { ResponseWire } from './response-wire.ts';

/**
 * Takes commands and batches, one a line, and writes their replies in that order; the commands of a batch have a
 * reply each, then the batch has its own. A line is not taken before the reader keeps up with the replies. All
 * lines are taken, even where the reader goes away, but none once the access is over.
 */
export class CommandLines {
  readonly #house: House;
  readonly #access: Access;
  readonly #wire: ResponseWire;
  readonly #outbox: Outbox;
  readonly #taker: CommandTaker;
  #unanswered = 0;
  #whenAnswered: (() => void) | undefined;

  constructor(house: House, access: Access, wire: ResponseWire, flushes: FlushQueue) {
    this.#house = house;
    this.#access = access;
    this.#wire = wire;
    this.#outbox = new Outbox(wire, flushes);
    this.#taker = new CommandTaker(house, access, (reply) => this.#answered(reply));
  }

  async take(lines: readonly Line[]): Promise<void> {
    for (let from = 0; from < lines.length; from += limits.bodyLinesPerTurn) {
      if (from > 0) await turn();
      for (const { number, read } of this.#read(lines.slice(from, from + limits.bodyLinesPerTurn))) {
        while (this.#unanswered >= limits.bodyInflight) await this.#answer();
        await this.#wire.room();
        if (this.#access.endAt(Date.now()) !== undefined) return this.#wire.cut();
        await this.#take(number, read);
      }
    }
    while (this.#unanswered > 0) await this.#answer();
    this.#outbox.flush();
    this.#wire.end();
  }

  /** Of keys that have to be looked up, the questions to the views go out together. */
  #read(lines: readonly Line[]): { readonly number: number; readonly read: Read }[] {
    const ahead = ({ key }: Command): Ahead => this.#house.outcomes.ahead(this.#access, key);
    return lines.map(({ number, text }) => {
      const read = readCommand(text, { id: number });
      if (!read.ok) return { number, read };
      const { request } = read;
      if (request.t !== 'batch') return { number, read: { ...read, ahead: [ahead(request)] } };
      return { number, read: { ...read, ahead: request.atomic === true ? [] : request.commands.map(ahead) } };
    });
  }

  #take(number: number, read: Read): Promise<void> | undefined {
    this.#unanswered += 1;
    if (!read.ok) {
      const reply = (): string => errorReply(read.id ?? number, 'bad_request', read.message);
      replyInOrder(this.#house.pipeline, (error) => this.#answered(error), reply);
      return undefined;
    }
    const { request, ahead } = read;
    if (request.t !== 'batch') return this.#taker.take(request, ahead[0]);
    this.#unanswered += request.commands.length;
    if (request.atomic === true) return this.#taker.takeTogether(request);
    return this.#takeOneByOne(request, ahead);
  }

  async #takeOneByOne({ id, commands }: Batch, ahead: readonly Ahead[]): Promise<void> {
    const asker = new BatchAsker(this.#taker);
    for (const [nth, command] of commands.entries()) {
      await this.#taker.take(command, ahead[nth], asker);
    }
    this.#taker.endBatch(id, asker);
  }

  /** Resolves at the next reply. */
  #answer(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAnswered = resolve;
    });
  }

  #answered(reply: string): void {
    this.#unanswered -= 1;
    this.#outbox.push(reply);
    this.#whenAnswered?.();
  }
}

/** What a line holds, with what was looked up of its keys. */
type Read =
  | Extract<ReadCommand, { ok: false }>
  | (Extract<ReadCommand, { ok: true }> & { readonly ahead: readonly Ahead[] });

type Ahead = Promise<FoundOutcome> | undefined;

export interface Line {
  /** From 1, as an editor counts them. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a body that hold something; `undefined` where it has more lines than it may. */
export function linesOf(body: string): Line[] | undefined {
  const lines: Line[] = [];
  let from = 0;
  for (let number = 1; from < body.length; number += 1) {
    if (number > limits.bodyLines) return undefined;
    const end = body.indexOf('\n', from);
    const to = end < 0 ? body.length : end;
    const text = body.slice(from, to);
    if (!isBlank(text)) lines.push({ number, text });
    from = to + 1;
  }
  return lines;
}
