import { expect } from 'vitest';
import { type Message, MessageSchema } from '../../shared/down.ts';
import { type Problem, ProblemSchema, problemType } from '../../shared/problem.ts';

/** What a hub answered over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks a hub over HTTP, as programs do. */
export class HttpAsker {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `url`: any address of the hub. `token`: shown with each request. */
  constructor(url: string, token?: string) {
    this.#url = `http://${new URL(url).host}`;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    return answerOf(await fetch(this.#url + path, { headers: { ...this.#headers, ...headers } }));
  }

  /** What begins to be told, of which the rest is not wanted. */
  async begin(path: string): Promise<HttpAnswer> {
    const cut = new AbortController();
    const response = await fetch(this.#url + path, { headers: this.#headers, signal: cut.signal });
    if (response.status !== 200) return answerOf(response);
    cut.abort();
    return { status: response.status, headers: response.headers, text: '' };
  }

  /** A question that has to be answered, as the message that it is. */
  async told(path: string): Promise<Message> {
    const { status, text } = await this.get(path);
    expect([status, text]).toEqual([200, text]);
    return MessageSchema.parse(JSON.parse(text));
  }

  /** Sends one command; a string goes as it is. */
  async post(command: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const body = typeof command === 'string' ? command : JSON.stringify(command);
    const all = { 'content-type': 'application/json', ...this.#headers, ...headers };
    return answerOf(await fetch(`${this.#url}/v1/commands`, { method: 'POST', headers: all, body }));
  }

  /** Sends values one a line, strings as they are, and gives the lines of the reply. */
  async lines(...lines: readonly unknown[]): Promise<Message[]> {
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const { status, headers, text } = await this.post(body, { 'content-type': 'application/x-ndjson' });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    expect(text.endsWith('\n')).toBe(true);
    return text
      .slice(0, -1)
      .split('\n')
      .map((line) => MessageSchema.parse(JSON.parse(line)));
  }
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The problem that an answer has to be; what it says of itself has to be true. */
export function problemOf({ status, headers, text }: HttpAnswer): Problem {
  expect(headers.get('content-type')).toBe(problemType);
  const problem = ProblemSchema.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(headers.has('retry-after')).toBe(problem.retryable);
  return problem;
}
