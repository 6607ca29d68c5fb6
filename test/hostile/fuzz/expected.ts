import type { CorrelationId } from '../../../shared/fields.ts';
import type { Asked, Verdict } from '../reference/verdict.ts';
import type { Message, Reply, Tally } from './tally.ts';

/** A reply that has to come, once. */
export interface Expected {
  /** One of these is its id. */
  readonly ids: readonly (CorrelationId | null)[];
  /** Whether it comes in the order of the requests (R22). */
  readonly isOrdered: boolean;
  /** The line that asks for it. */
  readonly line: string;
  /** `undefined` for a request that is refused, and for the end of a batch. */
  readonly asked?: Asked;
  readonly isBatchEnd?: true;
}

/** What has to come for a line: one reply, or of a batch one for each command and then its own (R120). */
export function expectedOf(
  line: string,
  verdict: Extract<Verdict, { kind: 'refused' | 'asked' }>,
): Expected[] {
  if (verdict.kind === 'refused') return [{ ids: verdict.ids, isOrdered: true, line }];
  const { asked } = verdict;
  const { id, t, shape, commands = [] } = asked;
  if (shape.sort === 'batch') {
    const each = commands.map((command) => ({ ids: [command.id], isOrdered: true, line, asked: command }));
    return [...each, { ids: [id], isOrdered: true, line, isBatchEnd: true }];
  }
  const isOrdered = shape.sort === 'command' || shape.sort === 'watching' || t === 'get';
  return [{ ids: [id], isOrdered, line, asked }];
}

const answers: Readonly<Record<string, string>> = {
  ...{ get: 'accounts', list: 'accounts', history: 'history', balance: 'balance', statement: 'statement' },
  ...{
    transactions: 'transactions',
    holds: 'holds',
    outcome: 'ok',
    trial: 'trial',
    ping: 'pong',
    watch: 'watching',
    unwatch: 'unwatched',
  },
};

/** Whether a reply could be the one that is expected, by its id and kind. */
export function couldBe(expected: Expected, { t, id = null, code }: Message): boolean {
  if (!expected.ids.includes(id)) return false;
  if (expected.isBatchEnd === true) return t === 'batch';
  if (expected.asked === undefined) return t === 'error' && code === 'bad_request';
  const { asked } = expected;
  if (t === 'error') return code !== undefined && mayRefuse(asked, code);
  return t === (asked.shape.sort === 'command' ? 'ok' : answers[asked.t]);
}

function mayRefuse({ shape, namesSeq, t }: Asked, code: string): boolean {
  if (shape.codes.includes(code)) return true;
  if (shape.sort === 'command') return code === 'batch_failed';
  // The outcome of a command may be any refusal that is recorded.
  return (code === 'unavailable' && namesSeq) || t === 'outcome';
}

/** What is wrong with a reply that is the one expected, if anything is. */
export function faultOf({ asked }: Expected, reply: Reply, tally: Tally): string | undefined {
  const { message, text } = reply;
  // Of what was sent, an error repeats nothing that could do harm on a terminal or a page.
  if (message.t === 'error' && !/^[\x20-\x7e]{1,400}$/.test(message.message ?? ''))
    return 'the message of the error';
  if (asked === undefined) return message.replayed === true ? 'a refused line is not replayed' : undefined;
  if (asked.shape.sort === 'command') {
    if (message.t === 'ok' && message.tx?.kind !== asked.t) return 'an ok of another kind';
    return tally.told(asked.key ?? '', reply);
  }
  if (asked.t === 'outcome' && message.replayed === true && message.tx !== undefined)
    return tally.told(message.tx.key, { text, message });
  return undefined;
}
