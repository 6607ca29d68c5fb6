import type { ErrorCode } from '../../shared/codes.ts';
import type { InterruptionCode } from '../sdk/errors.ts';

/** Why a request ended without an answer that tells. */
export function interruptionReason(code: InterruptionCode | ErrorCode): string {
  switch (code) {
    case 'timed_out':
      return 'the time allowed has passed';
    case 'aborted':
      return 'interrupted';
    case 'closed':
      return 'the connection was closed';
    case 'busy':
      return 'too many requests are waiting';
    default:
      return `the hub says ${code}`;
  }
}
