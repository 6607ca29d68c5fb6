import type { ErrorCode } from '../../shared/codes.ts';

/** Why a check does not let a command pass. */
export class Denial {
  readonly code: ErrorCode;
  /** For people; see {@link Refusal}. */
  readonly message: string;

  constructor(code: ErrorCode, message: string) {
    this.code = code;
    this.message = message;
  }
}
