import type { CorrelationId } from '../../shared/fields.ts';
import type { Get } from '../../shared/queries.ts';
import type { Access } from '../access/access.ts';
import { denialOfQuestion } from '../access/authorise.ts';
import type { Pipeline } from '../pipeline.ts';
import { accountNow, awayReply, behindReply, errorReply } from './replies.ts';

/** Answers from memory. They leave after all that was asked before them has been answered. */

type Reply = (text: string) => void;

/** Answers with what holds whatever becomes of the commit. */
export function replyInOrder(pipeline: Pipeline, reply: Reply, text: () => string): void {
  const answer = (): void => reply(text());
  pipeline.afterCommit({ release: answer, discard: answer });
}

/** Answers with what speaks of the state as it is now, once that is durable. */
export function replyAfterCommit(
  pipeline: Pipeline,
  reply: Reply,
  id: CorrelationId,
  text: () => string,
): void {
  pipeline.afterCommit({
    release: () => reply(text()),
    discard: () => reply(awayReply(id, 'unavailable')),
  });
}

/** Answers a `get` with the accounts as they stand. */
export function answerGet(pipeline: Pipeline, reply: Reply, request: Get, access: Access): void {
  const { id, accounts: ids, minSeq = 0 } = request;
  pipeline.expireDue();
  const { state } = pipeline;
  if (state === undefined) {
    replyInOrder(pipeline, reply, () => awayReply(id, 'unavailable'));
    return;
  }
  const denial = denialOfQuestion(access, state, request);
  if (denial !== undefined) {
    replyInOrder(pipeline, reply, () => errorReply(id, denial.code, denial.message));
    return;
  }
  if (minSeq > state.seq) {
    const text = behindReply(id, state.seq, minSeq);
    replyAfterCommit(pipeline, reply, id, () => text);
    return;
  }
  const texts: string[] = [];
  for (const account of ids) {
    const found = state.accounts.get(account);
    if (found === undefined) {
      const message = `there is no account ${account}`;
      replyAfterCommit(pipeline, reply, id, () => errorReply(id, 'unknown_account', message));
      return;
    }
    texts.push(accountNow(found));
  }
  const text = `{"t":"accounts","id":${JSON.stringify(id)},"seq":${state.seq},"accounts":[${texts.join(',')}]}`;
  replyAfterCommit(pipeline, reply, id, () => text);
}
