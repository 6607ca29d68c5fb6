import { ErrorCodeSchema } from '../../shared/codes.ts';
import { CommandSchema } from '../../shared/commands.ts';
import {
  AccountsSchema,
  BalanceReplySchema,
  HistoryReplySchema,
  OkSchema,
  StatementReplySchema,
  TransactionsReplySchema,
  TrialReplySchema,
} from '../../shared/down.ts';
import {
  BalanceSchema,
  GetSchema,
  HistorySchema,
  ListSchema,
  OutcomeSchema,
  StatementSchema,
  TransactionsSchema,
  TrialSchema,
} from '../../shared/queries.ts';
import { TransactionSchema } from '../../shared/transaction.ts';
import { WatchSchema } from '../../shared/watching.ts';
import { z } from '../../shared/zod.ts';
import { docsPath } from './words.ts';

/** The HTTP API as a table: what the documents tell of it, and what its routing is held against. */

export interface ApiRoute {
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
  /** Fields of the question that HTTP does not offer. */
  readonly without?: readonly string[];
  /** What its body holds. */
  readonly command?: z.core.$ZodType;
  /** What it answers with: by media type, a schema of one document or line, none where it is plain text. */
  readonly answers: Readonly<Record<string, z.core.$ZodType | undefined>>;
}

const json = 'application/json';
export const jsonLines = 'application/x-ndjson';
const plainText = 'text/plain';

export const apiRoutes: readonly ApiRoute[] = [
  {
    method: 'post',
    path: '/v1/commands',
    name: 'command',
    summary: 'Decides a command, or one on each line, and answers once it is durable.',
    command: CommandSchema,
    answers: { [json]: OkSchema, [jsonLines]: OkSchema },
  },
  {
    method: 'get',
    path: '/v1/accounts',
    name: 'listAccounts',
    summary: 'Accounts, page by page.',
    question: ListSchema,
    answers: { [json]: AccountsSchema },
  },
  {
    method: 'get',
    path: '/v1/accounts/{id}',
    name: 'getAccount',
    summary: 'The newest state of an account.',
    question: GetSchema,
    inPath: { id: 'accounts' },
    answers: { [json]: AccountsSchema },
  },
  {
    method: 'get',
    path: '/v1/accounts/{id}/history',
    name: 'getHistory',
    summary: 'The movements of an account, page by page.',
    question: HistorySchema,
    inPath: { id: 'account' },
    answers: { [json]: HistoryReplySchema },
  },
  {
    method: 'get',
    path: '/v1/accounts/{id}/balance',
    name: 'getBalance',
    summary: 'What an account held earlier.',
    question: BalanceSchema,
    inPath: { id: 'account' },
    answers: { [json]: BalanceReplySchema },
  },
  {
    method: 'get',
    path: '/v1/accounts/{id}/statement',
    name: 'getStatement',
    summary: 'What happened to an account in a period.',
    question: StatementSchema,
    inPath: { id: 'account' },
    answers: { [json]: StatementReplySchema },
  },
  {
    method: 'get',
    path: '/v1/outcomes/{key}',
    name: 'getOutcome',
    summary: 'What came of a command.',
    question: OutcomeSchema,
    inPath: { key: 'key' },
    answers: { [json]: OkSchema },
  },
  {
    method: 'get',
    path: '/v1/trial',
    name: 'getTrial',
    summary: 'The trial balance of each ledger.',
    question: TrialSchema,
    answers: { [json]: TrialReplySchema },
  },
  {
    method: 'get',
    path: '/v1/transactions',
    name: 'listTransactions',
    summary: 'All transactions, oldest first: a page of them, or one on each line.',
    question: TransactionsSchema,
    answers: { [json]: TransactionsReplySchema, [jsonLines]: TransactionSchema },
  },
  {
    method: 'get',
    path: '/v1/watch',
    name: 'watch',
    summary: 'A snapshot and all changes from then on, as server-sent events.',
    question: WatchSchema,
    without: ['since', 'snapshot'],
    answers: { 'text/event-stream': undefined },
  },
  {
    method: 'get',
    path: '/livez',
    name: 'livez',
    summary: 'Answers while the process runs.',
    answers: { [plainText]: undefined },
  },
  {
    method: 'get',
    path: '/readyz',
    name: 'readyz',
    summary: 'Answers 200 while the hub takes commands, else 503.',
    answers: { [plainText]: undefined },
  },
  {
    method: 'get',
    path: '/metrics',
    name: 'metrics',
    summary: 'Metrics for Prometheus.',
    answers: { [plainText]: undefined },
  },
  {
    method: 'get',
    path: '/openapi.json',
    name: 'openapi',
    summary: 'The HTTP API as an OpenAPI document.',
    answers: { [json]: undefined },
  },
  {
    method: 'get',
    path: '/asyncapi.json',
    name: 'asyncapi',
    summary: 'The WebSocket protocol as an AsyncAPI document.',
    answers: { [json]: undefined },
  },
  {
    method: 'get',
    path: docsPath,
    name: 'docs',
    summary: 'Both for people to read.',
    answers: { 'text/html': undefined },
  },
];

/** A refusal over HTTP: problem details as RFC 9457 has them, with two members of our own. */
export const ProblemSchema = z.object({
  /** Where the readable page tells of the code. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ErrorCodeSchema,
  retryable: z.boolean(),
});
export const problemType = 'application/problem+json';
