import type { Thrown } from './thrown.ts';

/** What two threads say to each other: calls one way, replies and notes the other, many in a message. */

/** A call, its `id` absent where no reply is wanted. */
export interface Sent<Call> {
  readonly id?: number;
  readonly call: Call;
}

export type ToWorker<Call> = { readonly calls: readonly Sent<Call>[] } | 'close';

export type FromWorker<Reply, Note> =
  | { readonly id: number; readonly reply: Reply }
  | { readonly id: number; readonly thrown: Thrown }
  | { readonly note: Note };
