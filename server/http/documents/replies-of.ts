import type { Message } from '../../../shared/down.ts';
import type { Request } from '../../../shared/up.ts';

/** What answers each request over the socket, beside `error`. */
export const repliesOf: Readonly<Record<Request['t'], readonly Message['t'][]>> = {
  transfer: ['ok'],
  deposit: ['ok'],
  withdraw: ['ok'],
  hold: ['ok'],
  capture: ['ok'],
  release: ['ok'],
  reverse: ['ok'],
  open: ['ok'],
  freeze: ['ok'],
  unfreeze: ['ok'],
  close: ['ok'],
  rules: ['ok'],
  ledger: ['ok'],
  batch: ['ok', 'batch'],
  get: ['accounts'],
  list: ['accounts'],
  history: ['history'],
  balance: ['balance'],
  statement: ['statement'],
  transactions: ['transactions'],
  holds: ['holds'],
  outcome: ['ok'],
  trial: ['trial'],
  watch: ['watching'],
  unwatch: ['unwatched'],
  hello: ['welcome'],
  ping: ['pong'],
};
