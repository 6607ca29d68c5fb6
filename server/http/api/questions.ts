import type { Get } from '../../../shared/queries.ts';
import type { Access } from '../../access/access.ts';
import { answerGet } from '../../gateway/in-order.ts';
import type { Question } from '../../gateway/questions.ts';
import { awayReply } from '../../gateway/replies.ts';
import type { House } from '../../gateway/session.ts';
import { type AuthorisedHandle, tell } from '../authorised.ts';
import type { Answer } from '../exchange.ts';
import { answerOf, found } from './problem.ts';
import { httpId, type QueryForm, requestOf } from './query.ts';

/** What the views or the memory tell. */
export type QuestionType = Question['t'] | 'get';

/** Answers the question that a path and its parameters are, as it is answered over a socket. */
export function question(
  house: House,
  t: QuestionType,
  numbers: readonly string[],
  fixed: (params: Readonly<Record<string, string>>) => QueryForm['fixed'] = () => ({}),
): AuthorisedHandle {
  return async (exchange) => {
    const { incoming, params, access } = exchange;
    const request = requestOf(incoming, t, { fixed: fixed(params), numbers });
    tell(exchange, 't' in request ? answerTo(request, await replyTo(house, access, request)) : request);
  };
}

/** An outcome is told as it was: a refusal that was found is no failure to find it. */
function answerTo(request: Question | Get, reply: string): Answer {
  if (request.t !== 'outcome') return answerOf(reply);
  return wasGivenBefore.test(reply) ? found(reply) : answerOf(reply, request.key);
}

const wasGivenBefore = /^\{"t":"(?:ok|error)","id":1,"replayed":true,/;

function replyTo({ pipeline, questions }: House, access: Access, request: Question | Get): Promise<string> {
  return request.t === 'get'
    ? new Promise((resolve) => answerGet(pipeline, resolve, request, access))
    : questions.answer(request, access).catch(() => awayReply(httpId, 'unavailable'));
}
