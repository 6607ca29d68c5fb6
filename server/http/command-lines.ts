import { setImmediate as turn } from 'node:timers/promises';
import type { Batch } from '../../shared/commands.ts';
import { BatchAsker } from '../gateway/batch-asker.ts';
import { CommandTaker } from '../gateway/command-taker.ts';
import type { FlushQueue } from '../gateway/flush-queue.ts';
import { replyInOrder } from '../gateway/in-order.ts';
import { Outbox } from '../gateway/outbox.ts';
import { errorReply } from '../gateway/replies.ts';
import { type House, principal } from '../gateway/session.ts';
import { limits } from '../limits.ts';
import { readCommand } from './read-command.ts';
import type { ResponseWire } from './response-wire.ts';

/**
 * Takes commands and batches, one a line, and writes their replies in that order; the commands of a batch have a
 * reply each, then the batch has its own. A line is not taken before the reader keeps up with the replies. All
 * lines are taken, even where the reader goes away.
 */
export class CommandLines {
  readonly #house: House;
  readonly #wire: ResponseWire;
  readonly #outbox: Outbox;
  readonly #taker: CommandTaker;
  #unanswered = 0;
  #whenAnswered: (() => void) | undefined;

  constructor(house: House, wire: ResponseWire, flushes: FlushQueue) {
    this.#house = house;
    this.#wire = wire;
    this.#outbox = new Outbox(wire, flushes);
    this.#taker = new CommandTaker(house, principal, (reply) => this.#answered(reply));
  }

  async take(lines: readonly Line[]): Promise<void> {
    for (const [nth, line] of lines.entries()) {
      if (nth > 0 && nth % limits.bodyLinesPerTurn === 0) await turn();
      while (this.#unanswered >= limits.bodyInflight) await this.#answer();
      await this.#wire.room();
      await this.#take(line);
    }
    while (this.#unanswered > 0) await this.#answer();
    this.#outbox.flush();
    this.#wire.end();
  }

  #take({ number, text }: Line): Promise<void> | undefined {
    const read = readCommand(text, { id: number });
    this.#unanswered += 1;
    if (!read.ok) {
      const reply = (): string => errorReply(read.id ?? number, 'bad_request', read.message);
      replyInOrder(this.#house.pipeline, (error) => this.#answered(error), reply);
      return undefined;
    }
    const { request } = read;
    if (request.t !== 'batch') return this.#taker.take(request, undefined);
    this.#unanswered += request.commands.length;
    if (request.atomic === true) return this.#taker.takeTogether(request);
    return this.#takeOneByOne(request);
  }

  async #takeOneByOne({ id, commands }: Batch): Promise<void> {
    const asker = new BatchAsker(this.#taker);
    for (const command of commands) await this.#taker.take(command, undefined, asker);
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
    if (text.trim() !== '') lines.push({ number, text });
    from = to + 1;
  }
  return lines;
}
