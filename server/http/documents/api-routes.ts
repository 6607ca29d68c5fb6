import {
  AccountsSchema,
  BalanceReplySchema,
  BalancesEventSchema,
  BatchReplySchema,
  ErrorSchema,
  HistoryReplySchema,
  HoldsReplySchema,
  LaggedSchema,
  OkSchema,
  SnapshotSchema,
  StatementReplySchema,
  TransactionsReplySchema,
  TrialReplySchema,
  TxEventSchema,
  WatchingSchema,
} from '../../../shared/down.ts';
import { TxSchema } from '../../../shared/fields.ts';
import {
  BalanceSchema,
  GetSchema,
  HistorySchema,
  HoldsSchema,
  ListSchema,
  OutcomeSchema,
  StatementSchema,
  TransactionsSchema,
  TrialSchema,
} from '../../../shared/queries.ts';
import { TransactionSchema } from '../../../shared/transaction.ts';
import { WatchSchema } from '../../../shared/watching.ts';
import type { z } from '../../../shared/zod.ts';
import { docsPath } from './words.ts';

/** The HTTP API as a table: what the documents tell of it. A test asks a hub for each. */

export interface DocumentedRoute {
  readonly method: 'get' | 'post';
  /** A parameter stands in braces. */
  readonly path: string;
  /** Names it among the others, for programs that are made from the document. */
  readonly name: string;
  readonly summary: string;
  /** What it asks; its fields but `t` and `id` are the parameters of the query string. */
  readonly question?: z.core.$ZodType;
  /** Fields of the question that stand in the path, by the names that they have there. */
  readonly inPath?: Readonly<Record<string, string>>;
  /** What stands in the path and is no field of a question. */
  readonly names?: Readonly<Record<string, z.core.$ZodType>>;
  /** Objects of the question that are written as texts, by the expressions that these match. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Whether its body holds commands. */
  readonly takesCommands?: true;
  /** What it answers with, by media type: one of these messages or shapes, or several of them. */
  readonly answers: Readonly<Record<string, readonly z.core.$ZodType[]>>;
}

const json = 'application/json';
export const jsonLines = 'application/x-ndjson';
export const eventStream = 'text/event-stream';
const plainText = 'text/plain';

/** An event's id: the epoch and the seq that its reader knows. */
export const eventId = '^[A-Za-z0-9_-]{1,64}:(?:0|[1-9][0-9]{0,14})$';

export const apiRoutes: readonly DocumentedRoute[] = [
  {
    method: 'post',
    path: '/v1/commands',
    name: 'command',
    summary: 'Decides a command, or one or a batch on each line, and answers once it is durable.',
    takesCommands: true,
    answers: { [json]: [OkSchema], [jsonLines]: [OkSchema, ErrorSchema, BatchReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/accounts',
    name: 'listAccounts',
    summary: 'Accounts, page by page.',
    question: ListSchema,
    answers: { [json]: [AccountsSchema] },
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}',
    name: 'getAccount',
    summary: 'The newest state of an account.',
    question: GetSchema,
    inPath: { account: 'accounts' },
    answers: { [json]: [AccountsSchema] },
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/history',
    name: 'getHistory',
    summary: 'The movements of an account, page by page.',
    question: HistorySchema,
    inPath: { account: 'account' },
    answers: { [json]: [HistoryReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/balance',
    name: 'getBalance',
    summary: 'What an account held earlier.',
    question: BalanceSchema,
    inPath: { account: 'account' },
    answers: { [json]: [BalanceReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/accounts/{account}/statement',
    name: 'getStatement',
    summary: 'What happened to an account in a period.',
    question: StatementSchema,
    inPath: { account: 'account' },
    answers: { [json]: [StatementReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/holds',
    name: 'listHolds',
    summary: 'Open holds, page by page.',
    question: HoldsSchema,
    answers: { [json]: [HoldsReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/outcomes/{key}',
    name: 'getOutcome',
    summary: 'What came of a command: its first reply, a refusal too.',
    question: OutcomeSchema,
    inPath: { key: 'key' },
    answers: { [json]: [OkSchema, ErrorSchema] },
  },
  {
    method: 'get',
    path: '/v1/trial',
    name: 'getTrial',
    summary: 'The trial balance of each ledger.',
    question: TrialSchema,
    answers: { [json]: [TrialReplySchema] },
  },
  {
    method: 'get',
    path: '/v1/transactions',
    name: 'listTransactions',
    summary: 'All transactions, oldest first: a page of them, or one on each line.',
    question: TransactionsSchema,
    answers: { [json]: [TransactionsReplySchema], [jsonLines]: [TransactionSchema] },
  },
  {
    method: 'get',
    path: '/v1/transactions/{seq}',
    name: 'getTransaction',
    summary: 'One transaction.',
    names: { seq: TxSchema },
    answers: { [json]: [TransactionSchema] },
  },
  {
    method: 'get',
    path: '/v1/watch',
    name: 'watch',
    summary: 'A snapshot and all changes from then on, as server-sent events.',
    question: WatchSchema,
    texts: { since: eventId },
    answers: {
      [eventStream]: [WatchingSchema, TxEventSchema, BalancesEventSchema, SnapshotSchema, LaggedSchema],
    },
  },
  {
    method: 'get',
    path: '/livez',
    name: 'livez',
    summary: 'Answers while the process runs.',
    answers: { [plainText]: [] },
  },
  {
    method: 'get',
    path: '/readyz',
    name: 'readyz',
    summary: 'Answers 200 while the hub takes commands, else 503.',
    answers: { [plainText]: [] },
  },
  {
    method: 'get',
    path: '/metrics',
    name: 'metrics',
    summary: 'Metrics for Prometheus.',
    answers: { [plainText]: [] },
  },
  {
    method: 'get',
    path: '/openapi.json',
    name: 'openapi',
    summary: 'The HTTP API as an OpenAPI document.',
    answers: { [json]: [] },
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    name: 'asyncapi',
    summary: 'The WebSocket protocol as an AsyncAPI document.',
    answers: { [json]: [] },
  },
  {
    method: 'get',
    path: docsPath,
    name: 'docs',
    summary: 'Both for people to read.',
    answers: { 'text/html': [] },
  },
];
