import type { ErrorCode } from '../../shared/codes.ts';

/** Why a check does not let a command pass. */
export interface Denial {
  readonly code: ErrorCode;
  /** For people; see {@link Refusal}. */
  readonly message: string;
}

export function denial(code: ErrorCode, message: string): Denial {
  return { code, message };
}
