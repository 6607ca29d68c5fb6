import { z } from './zod.ts';

/**
 * Every code that an `error` reply can carry. `retryable`: the same request may succeed when sent again
 * unchanged. `frozen`: the refusal is journaled under its key, and the same key gets it for ever.
 */
export const errorCodes = {
  bad_request: {
    retryable: false,
    frozen: false,
    meaning: 'the request does not have the shape that the protocol asks for',
  },
  unauthorized: { retryable: false, frozen: false, meaning: 'the connection has not shown who it is' },
  forbidden: { retryable: false, frozen: false, meaning: 'the principal may not do this' },
  key_reused: { retryable: false, frozen: false, meaning: 'the key was used before, for other content' },
  expired: {
    retryable: false,
    frozen: false,
    meaning: 'the deadline of the command has passed; it was not applied',
  },
  unknown_account: { retryable: false, frozen: true, meaning: 'no account has that id' },
  unknown_ledger: { retryable: false, frozen: true, meaning: 'no ledger has that id' },
  unknown_hold: { retryable: false, frozen: true, meaning: 'no hold has that seq' },
  unknown_tx: { retryable: false, frozen: true, meaning: 'no transaction has that seq' },
  unknown_key: { retryable: false, frozen: false, meaning: 'no command was decided under that key' },
  account_exists: { retryable: false, frozen: true, meaning: 'an account with that id is open already' },
  ledger_exists: { retryable: false, frozen: true, meaning: 'a ledger with that id exists already' },
  same_account: { retryable: false, frozen: true, meaning: 'a transfer needs two different accounts' },
  ledger_mismatch: { retryable: false, frozen: true, meaning: 'the accounts belong to different ledgers' },
  conflict: { retryable: false, frozen: true, meaning: 'an account is not at the expected version' },
  account_frozen: { retryable: false, frozen: true, meaning: 'the account is frozen on that side' },
  account_closed: { retryable: false, frozen: true, meaning: 'the account is closed' },
  amount_precision: {
    retryable: false,
    frozen: true,
    meaning: 'the amount has more decimals than the asset',
  },
  overflow: { retryable: false, frozen: true, meaning: 'a balance would leave the signed 64-bit range' },
  limit_deposit: {
    retryable: false,
    frozen: true,
    meaning: "the ledger's rules do not allow a deposit this large",
  },
  limit_withdraw: {
    retryable: false,
    frozen: true,
    meaning: "the ledger's rules do not allow a withdrawal this large",
  },
  limit_transfer: {
    retryable: false,
    frozen: true,
    meaning: "the ledger's rules do not allow a transfer this large",
  },
  insufficient_funds: {
    retryable: false,
    frozen: true,
    meaning: 'the account does not have that much available',
  },
  hold_settled: { retryable: false, frozen: true, meaning: 'the hold was captured, released or has expired' },
  already_reversed: { retryable: false, frozen: true, meaning: 'the transaction is reversed already' },
  batch_failed: {
    retryable: false,
    frozen: true,
    meaning: 'another command of the atomic batch was refused',
  },
  busy: { retryable: true, frozen: false, meaning: 'the hub has too much to do; nothing was done' },
  rate_limited: { retryable: true, frozen: false, meaning: 'too many requests; nothing was done' },
  unavailable: {
    retryable: true,
    frozen: false,
    meaning: 'the hub cannot make anything durable now; nothing was done',
  },
} as const satisfies Record<string, { retryable: boolean; frozen: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
export const ErrorCodeSchema = z.enum(codes);

/** WebSocket close codes that the hub sends, and whether a client should come back after one. */
export const closeCodes = {
  goingAway: { code: 1001, reconnect: true, meaning: 'the hub is going away' },
  notWebSocket: { code: 1002, reconnect: false, meaning: 'a frame that breaks RFC 6455' },
  notText: { code: 1003, reconnect: false, meaning: 'a binary frame; the protocol is text' },
  notUtf8: { code: 1007, reconnect: false, meaning: 'a text frame that is not UTF-8' },
  frameTooLarge: { code: 1009, reconnect: false, meaning: 'a frame above limits.frameBytes' },
  restarting: { code: 1012, reconnect: true, meaning: 'the hub is stopping or restarting' },
  overloaded: { code: 1013, reconnect: true, meaning: 'the hub has all the connections that it takes' },
  draining: { code: 4000, reconnect: true, meaning: 'the hub is draining; another may answer' },
  tooSlow: { code: 4001, reconnect: true, meaning: 'the connection reads too slowly' },
  noPong: { code: 4002, reconnect: true, meaning: 'no pong within the time allowed' },
  tokenExpired: { code: 4003, reconnect: true, meaning: 'the token has expired' },
  noHello: { code: 4008, reconnect: true, meaning: 'no hello in time' },
  badFrame: { code: 4500, reconnect: false, meaning: 'text that is not JSON' },
  badToken: { code: 4501, reconnect: false, meaning: 'the token is not valid' },
  forbidden: { code: 4502, reconnect: false, meaning: 'the principal may not connect' },
  tooManyConnections: { code: 4504, reconnect: false, meaning: 'the principal has too many connections' },
} as const satisfies Record<string, { code: number; reconnect: boolean; meaning: string }>;

/** Whether a client should come back after this close: all but protocol errors and 4500–4999. */
export function mayReconnect(code: number): boolean {
  for (const close of Object.values(closeCodes)) if (close.code === code) return close.reconnect;
  return code < 4500;
}
