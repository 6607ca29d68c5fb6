import type { Access } from '../access/access.ts';
import { accessIsOver, bearerOf, challenge, type Door } from '../access/door.ts';
import { problem } from './api/problem.ts';
import { type Answer, type Exchange, type Handle, send } from './exchange.ts';

/** A request of somebody who may ask. */
export interface AuthorisedExchange extends Exchange {
  readonly access: Access;
}

/** As {@link Handle}, for those who have shown who they are. */
export type AuthorisedHandle = (exchange: AuthorisedExchange) => Promise<void>;

/** Asks for a token where one is wanted. */
export function authorised(door: Door, handle: AuthorisedHandle): Handle {
  return async (exchange) => {
    const { anonymous } = door;
    if (anonymous !== undefined) return handle({ ...exchange, access: anonymous });
    const token = bearerOf(exchange.incoming.headers.authorization);
    if (token === undefined) {
      door.missed();
      return send(exchange.outgoing, noToken);
    }
    const access = await door.admit(token);
    if (access === 'busy') return send(exchange.outgoing, busy);
    return access === undefined ? send(exchange.outgoing, badToken) : handle({ ...exchange, access });
  };
}

/** Answers after a while: nothing is told in the name of an access that is over by then. */
export function tell({ outgoing, access }: AuthorisedExchange, answer: Answer): void {
  send(outgoing, access.endAt(Date.now()) === undefined ? answer : badToken);
}

/**
 * Tells what became of a command. Whoever has lost their access is told that it was refused where it was for that; of what
 * may have been done they hear nothing, so that nobody takes it for refused.
 */
export function tellOutcome({ outgoing, access }: AuthorisedExchange, answer: Answer): void {
  if (access.endAt(Date.now()) === undefined) send(outgoing, answer);
  else if (answer.status === badToken.status) send(outgoing, badToken);
  else outgoing.destroy();
}

const busy = problem('busy', 'too many tokens are being checked; nothing was done, try again');
const noToken = problem('unauthorized', 'a token is wanted: send it as Authorization: Bearer TOKEN', {
  headers: { 'www-authenticate': challenge },
});

/** For whoever has lost their access meanwhile, too. */
export const badToken: Answer = problem('unauthorized', accessIsOver, {
  headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
});
