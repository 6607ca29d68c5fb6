import { z } from './zod.ts';

/**
 * Every code that an `error` reply can carry. `retryable`: the same request may succeed when sent again
 * unchanged. `frozen`: the refusal is journaled under its key, and the same key gets it for ever.
 */
export const errorCodes = {
  bad_request: { retryable: false, frozen: false },
  unauthorized: { retryable: false, frozen: false },
  forbidden: { retryable: false, frozen: false },
  key_reused: { retryable: false, frozen: false },
  expired: { retryable: false, frozen: false },
  unknown_account: { retryable: false, frozen: true },
  unknown_ledger: { retryable: false, frozen: true },
  unknown_hold: { retryable: false, frozen: true },
  unknown_tx: { retryable: false, frozen: true },
  unknown_key: { retryable: false, frozen: false },
  account_exists: { retryable: false, frozen: true },
  ledger_exists: { retryable: false, frozen: true },
  same_account: { retryable: false, frozen: true },
  ledger_mismatch: { retryable: false, frozen: true },
  conflict: { retryable: false, frozen: true },
  account_frozen: { retryable: false, frozen: true },
  account_closed: { retryable: false, frozen: true },
  amount_precision: { retryable: false, frozen: true },
  overflow: { retryable: false, frozen: true },
  limit_deposit: { retryable: false, frozen: true },
  limit_withdraw: { retryable: false, frozen: true },
  limit_transfer: { retryable: false, frozen: true },
  insufficient_funds: { retryable: false, frozen: true },
  hold_settled: { retryable: false, frozen: true },
  already_reversed: { retryable: false, frozen: true },
  batch_failed: { retryable: false, frozen: true },
  busy: { retryable: true, frozen: false },
  rate_limited: { retryable: true, frozen: false },
  unavailable: { retryable: true, frozen: false },
} as const satisfies Record<string, { retryable: boolean; frozen: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
export const ErrorCodeSchema = z.enum(codes);

/** WebSocket close codes that a hub may send, and whether a client should come back after one. */
export const closeCodes = {
  goingAway: { code: 1001, reconnect: true },
  notWebSocket: { code: 1002, reconnect: false },
  notText: { code: 1003, reconnect: false },
  notUtf8: { code: 1007, reconnect: false },
  tooManyFragments: { code: 1008, reconnect: false },
  frameTooLarge: { code: 1009, reconnect: false },
  restarting: { code: 1012, reconnect: true },
  overloaded: { code: 1013, reconnect: true },
  draining: { code: 4000, reconnect: true },
  tooSlow: { code: 4001, reconnect: true },
  noPong: { code: 4002, reconnect: true },
  tokenExpired: { code: 4003, reconnect: true },
  noHello: { code: 4008, reconnect: true },
  badFrame: { code: 4500, reconnect: false },
  badToken: { code: 4501, reconnect: false },
  forbidden: { code: 4502, reconnect: false },
  tooManyConnections: { code: 4504, reconnect: false },
} as const satisfies Record<string, { code: number; reconnect: boolean }>;

/** Whether a client should come back after this close: all but protocol errors and 4500–4999. */
export function mayReconnect(code: number): boolean {
  for (const close of Object.values(closeCodes)) if (close.code === code) return close.reconnect;
  return code < 4500;
}
