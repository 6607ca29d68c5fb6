/**
 * Bounds that the protocol names. Each value is part of the contract: a peer may rely on it.
 * Bounds that only the hub knows (queues, time-outs) stand in `server/limits.ts`.
 */

/** Version of the wire protocol; a test ties it to a hash of the schemas. */
export const protocolVersion = 1;
/** WebSocket subprotocol of that version. */
export const subprotocol = 'florin.v1';
/** Path of the hub's WebSocket endpoint. */
export const socketPath = '/ws';

/** Messages in one frame. The smallest valid request has 20 bytes, so a frame of 64 KiB cannot hold as many. */
export const frameMessagesMax = 4_096;
/** Characters in an account or ledger id. */
export const idCharsMax = 64;
/** Characters in an idempotency key. */
export const keyCharsMax = 64;
/** Characters in a correlation id that is a string. */
export const correlationCharsMax = 64;
/** Printable characters (code points) in a memo. */
export const memoCharsMax = 140;
/** Characters of an amount's text; longer ones are malformed, shorter ones may still overflow. */
export const moneyCharsMax = 64;
/** Characters of a time's text: fractions of a second could make it any length. */
export const timeCharsMax = 32;
/** Decimals of a ledger's asset. */
export const scaleMax = 12;
/** Accounts named in one `get` or `expect`. */
export const accountsPerRequestMax = 1_000;
/** Accounts named in one `watch`. */
export const accountsPerWatchMax = 10_000;
/** Characters of a token. */
export const tokenCharsMax = 8_192;
/** Commands in one `batch`. */
export const batchCommandsMax = 1_000;
/** Items in one page of an answer that has pages. */
export const pageItemsMax = 1_000;
/** Items in a page when the request names no limit. */
export const pageItemsDefault = 100;
/** Accounts in one message of a snapshot. */
export const snapshotAccountsMax = 1_000;
