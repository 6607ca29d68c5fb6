import { errorCodes } from '../../../shared/codes.ts';
import type { Outcome } from '../../sdk/calls.ts';
import { FlorinError, NotSent, OutcomeUnknown, Refused } from '../../sdk/errors.ts';
import { describeTransaction } from '../../words/describe-transaction.ts';
import { interruptionReason } from '../../words/interruption-reason.ts';
import { printable } from '../../words/printable.ts';
import { refusalWords } from '../../words/refusal-phrases.ts';
import type { Became, KeyScope, Order } from './order.ts';

/** Why nobody here can tell what became of an order that was sent elsewhere. `here`: what the hub says of this tab. */
export function strangerWords({ key, scope }: Order, here: KeyScope): string {
  if (scope === undefined)
    return `Nobody here can tell what became of it: as whom it was sent is not known. Its key is ${key}.`;
  if (scope.epoch !== here.epoch)
    return 'It was meant for another journal than the hub has now: nobody here can tell what became of it.';
  const [sender, reader] = [printable(scope.principal), printable(here.principal)];
  return `It was sent as ${sender}, and this tab is ${reader} now. Only ${sender} can find out what became of it, by its key ${key}.`;
}

/**
 * What became of an order whose sending failed with this error. `isAgain`: a copy of it may have been sent before. Of
 * that one nothing is told by what happened to this one, unless the hub remembers it under their key.
 */
export function failed(error: unknown, isAgain: boolean): Became {
  if (error instanceof Refused) {
    const isOpen = isAgain && !errorCodes[error.code].frozen;
    return isOpen ? turnedAway(error) : { state: 'refused', words: refusalWords(error) };
  }
  if (error instanceof NotSent && !isAgain)
    return { state: 'never', words: 'It was not sent: nothing was done.' };
  if (!(error instanceof NotSent || error instanceof OutcomeUnknown)) throw error;
  if (error.cause instanceof Refused) return turnedAway(error.cause);
  const reason = error.code === 'aborted' ? 'nobody waits for it any more' : interruptionReason(error.code);
  const happened = error instanceof NotSent ? 'not answered; nor was it sent again' : 'not answered';
  return { state: 'unknown', words: `It was sent, but ${happened}: ${reason}. It may have been done.` };
}

/** Another copy of it may have been taken. */
function turnedAway(refusal: Refused): Became {
  const words = `It was sent, but not answered. Sent again, it was turned away (${refusalWords(refusal)}), which tells nothing of the first time.`;
  return { state: 'unknown', words };
}

/** What became of an order that the hub was asked about. */
export function told(outcome: Outcome, key: string): Became {
  if (outcome.kind === 'committed') return { state: 'committed', words: describeTransaction(outcome.tx) };
  if (outcome.kind === 'refused') return { state: 'refused', words: refusalWords(outcome.error) };
  // A copy may be held up in a connection that is lost for this page and not yet for the hub.
  const words = `Nothing was decided under ${key} so far, but what was sent may still arrive. Sending it under the same key is safe: it is done once at most.`;
  return { state: 'unknown', words };
}

/** Why nothing more may be asked for while so many are undecided. */
export function fullWords(undecided: number): string {
  return `Of ${undecided} commands of this tab nobody knows what became of them. Settle one of them below, or forget it: then you can ask for more.`;
}

/** What became of an order whose question failed with this error. */
export function notTold(error: unknown): Became {
  if (!(error instanceof FlorinError)) throw error;
  return { state: 'unknown', words: `The hub could not tell: ${printable(error.message)}.` };
}
