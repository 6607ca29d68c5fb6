import type { closeCodes, ErrorCode } from './codes.ts';

/** What codes mean, in a file of its own: a browser that goes by the codes need not load the words. */

/** What each error code means, for whoever writes a client. */
export const errorMeanings: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'the request does not have the shape that the protocol asks for',
  unauthorized: 'no valid token was shown',
  forbidden: 'the principal may not do this',
  key_reused: 'the key was used before, for other content',
  expired: 'the deadline of the command, or the end of the hold, has passed; it was not applied',
  unknown_account: 'no account has that id',
  unknown_ledger: 'no ledger has that id',
  unknown_hold: 'no hold has that seq',
  unknown_tx: 'no transaction has that seq, or none that can be reversed',
  unknown_key: 'no command was decided under that key',
  account_exists: 'an account with that id exists already',
  ledger_exists: 'a ledger with that id exists already',
  same_account: 'a transfer needs two different accounts',
  ledger_mismatch: 'the accounts belong to different ledgers',
  conflict: 'an account is not at the expected version, or not empty when it is to be closed',
  account_frozen: 'the account is frozen on that side',
  account_closed: 'the account is closed',
  amount_precision: 'the amount has more decimals than the asset',
  overflow: 'a balance would leave the signed 64-bit range',
  limit_deposit: 'the rules do not allow a deposit this large',
  limit_withdraw: 'the rules do not allow a withdrawal this large',
  limit_transfer: 'the rules do not allow a transfer this large',
  insufficient_funds: 'the account, or the hold, does not have that much',
  hold_settled: 'the hold was captured, released or has expired',
  already_reversed: 'the transaction is reversed already, or less of it is left',
  batch_failed: 'another command of the atomic batch was refused',
  busy: 'the hub has too much to do; nothing was done',
  rate_limited: 'too many requests; nothing was done',
  unavailable: 'the hub cannot make anything durable now; nothing was done',
};

/** What each close code means; the hub sends it as the reason. */
export const closeMeanings: Readonly<Record<keyof typeof closeCodes, string>> = {
  goingAway: 'the hub is going away',
  notWebSocket: 'a frame that breaks RFC 6455',
  notText: 'a binary frame; the protocol is text',
  notUtf8: 'a text frame that is not UTF-8',
  tooManyFragments: 'a message of more than 16,384 fragments',
  frameTooLarge: 'a frame above limits.frameBytes',
  restarting: 'the hub is stopping or restarting',
  overloaded: 'the hub has all the connections that it takes',
  draining: 'the hub is draining; another may answer',
  tooSlow: 'the connection reads too slowly',
  noPong: 'no pong within the time allowed',
  tokenExpired: 'the token has expired',
  noHello: 'no hello in time',
  badFrame: 'text that is not JSON',
  badToken: 'the token is not valid',
  forbidden: 'the principal may not connect',
  tooManyConnections: 'the principal has too many connections',
};
