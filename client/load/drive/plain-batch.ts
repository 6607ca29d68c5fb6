import type { ErrorReply } from '../../../shared/down.ts';

/** A command of a batch; `fields` is its JSON without `t`, `id` and braces. */
export interface BatchMember<T> {
  readonly item: T;
  readonly t: string;
  readonly fields: string;
}

/** A command's own reply; an `ok` with the part of a frame that it is in. */
export type BatchAnswer =
  | { readonly ok: OkAnswer; readonly refusal: undefined }
  | { readonly ok: undefined; readonly refusal: { readonly reply: ErrorReply; readonly nowMs: number } };

interface OkAnswer {
  readonly seq: number;
  readonly nowMs: number;
  readonly frame: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The commands of a batch and the replies to them, which are kept until the batch's own has come. Only then is it known
 * whether it has to be sent again as a whole: of an atomic one that the hub turns away for now, only the first that
 * was refused says so.
 */
export class PlainBatch<T> {
  /** By id. */
  readonly items: ReadonlyMap<number, T>;
  /** The commands as JSON, separated by commas. */
  readonly text: string;
  readonly #answers = new Map<number, BatchAnswer>();

  /** The commands have the ids after that of the batch. */
  constructor(members: readonly BatchMember<T>[], batchId: number) {
    this.items = new Map(members.map(({ item }, at) => [batchId + 1 + at, item]));
    this.text = members
      .map(({ t, fields }, at) => `{"t":"${t}","id":${batchId + 1 + at},${fields}}`)
      .join(',');
  }

  /** One that was answered before a loss is answered the same once more. */
  answered(id: number, answer: BatchAnswer): void {
    this.#answers.set(id, answer);
  }

  /** Whether a command was refused for now. */
  get isForNow(): boolean {
    return [...this.#answers.values()].some(({ refusal }) => refusal?.reply.retryable === true);
  }

  /** Throws where the hub has not answered a command of a batch that it has answered. */
  answerOf(id: number): BatchAnswer {
    const answer = this.#answers.get(id);
    if (answer === undefined) throw new Error(`the hub answered a batch, but not its command ${id}`);
    return answer;
  }
}
