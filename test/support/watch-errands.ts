import { nanoid } from 'nanoid';
import { expect } from 'vitest';
import type { Message } from '../../shared/down.ts';
import type { RawClient } from './raw-client.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Watching = Extract<Message, { t: 'watching' }>;

/** Begins a watch that has to be granted. */
export async function watch(client: RawClient, fields: Fields): Promise<Watching> {
  const reply = await client.ask({ t: 'watch', id: nanoid(), ...fields });
  if (reply.t !== 'watching') throw new Error(`no watch: ${JSON.stringify(reply)}`);
  return reply;
}

/**
 * Takes the next events of a watch in mode `all`, as many as there are seqs: each has to be one of these
 * transactions, in order, and to go on where the one before ended.
 */
export async function expectTransactions(
  client: RawClient,
  { watch: id, seq: from }: { readonly watch: number; readonly seq: number },
  seqs: readonly number[],
): Promise<void> {
  let prev = from;
  for (const seq of seqs) {
    expect(await client.event(id)).toMatchObject({ t: 'tx', watch: id, prev, tx: { seq } });
    prev = seq;
  }
}

/** Fails where anything has come that the test has not taken, after all that was committed until now. */
export async function expectNothingElse(client: RawClient): Promise<void> {
  // A reply comes after the events of all that was committed before it.
  await client.ask({ t: 'unwatch', id: 'barrier', watch: Number.MAX_SAFE_INTEGER });
  expect(client.takeAll()).toEqual([]);
}
