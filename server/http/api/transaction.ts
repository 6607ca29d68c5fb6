import { TxSchema } from '../../../shared/fields.ts';
import { awayReply } from '../../gateway/replies.ts';
import type { House } from '../../gateway/session.ts';
import type { TransactionsPage } from '../../views/views.ts';
import { type AuthorisedHandle, tell } from '../authorised.ts';
import { type Answer, send } from '../exchange.ts';
import { answerOf, found, problem } from './problem.ts';
import { httpId, wholeNumber } from './query.ts';

/**
 * The transaction whose seq stands in the path, as the journal has it; `unknown_tx` where there is none. For those who
 * may read everything: to others a seq tells nothing, whether it is taken or not.
 */
export function transaction({ questions }: House): AuthorisedHandle {
  return async (exchange) => {
    const { incoming, outgoing, access, params } = exchange;
    const { seq: text = '' } = params;
    if (incoming.url?.includes('?') === true) return send(outgoing, noParameters);
    const seq = wholeNumber.test(text) ? Number(text) : 0;
    if (!TxSchema.safeParse(seq).success) return send(outgoing, noSeq);
    const page = await questions
      .page({ t: 'transactions', id: httpId, after: seq - 1, limit: 1 }, access)
      .catch(() => awayReply(httpId, 'unavailable'));
    tell(exchange, typeof page === 'string' ? answerOf(page) : answerTo(seq, page));
  };
}

function answerTo(seq: number, { txs: [record] }: TransactionsPage): Answer {
  return record === undefined ? problem('unknown_tx', `there is no transaction ${seq}`) : found(record);
}

const noParameters = problem('bad_request', 'this path takes no parameters');
const noSeq = problem('bad_request', 'the path ends with the seq of a transaction, a number from 1 on');
