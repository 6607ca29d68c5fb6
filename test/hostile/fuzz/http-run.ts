import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { ErrorCodeSchema } from '../../../shared/codes.ts';
import { httpStatuses } from '../../../shared/problem.ts';
import type { Json } from '../reference/json-text.ts';
import { judge, type Verdict } from '../reference/verdict.ts';
import { couldBe, type Expected, expectedOf, faultOf } from './expected.ts';
import { textOf } from './frames.ts';
import { type PathQuestion, pathQuestion } from './http-requests.ts';
import { Fault, shown } from './socket-run.ts';
import type { Message, Tally } from './tally.ts';

/** Sends lines as bodies of all sizes, and questions as paths, and holds what comes back against what has to. */
export async function runHttp(
  url: string,
  lines: readonly string[],
  seed: number,
  random: () => number,
  tally: Tally,
): Promise<{ messages: number; requests: number }> {
  const asker = new Asker(url, tally);
  let [at, messages, requests] = [0, 0, 0];
  const questions = fc.sample(pathQuestion, { seed, numRuns: 100 });
  try {
    while (at < lines.length) {
      const die = random();
      const question = questions[requests];
      requests += 1;
      if (die < 0.3 && question !== undefined) {
        await asker.ask(question);
        messages += 1;
      } else if (die < 0.6) {
        await asker.one(lines[at] ?? '', random() < 0.1 ? `head-${seed}-${requests}` : undefined);
        at += 1;
        messages += 1;
      } else {
        const some = lines.slice(at, at + 1 + Math.floor(random() * 60));
        at += some.length;
        messages += await asker.many(some.join(random() < 0.2 ? '\r\n\n' : '\n'), random() < 0.05);
      }
    }
    return { messages, requests };
  } finally {
    asker.close();
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

class Asker {
  readonly #url: string;
  readonly #tally: Tally;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, tally: Tally) {
    this.#url = `http://${new URL(url).host}`;
    this.#tally = tally;
  }

  close(): void {
    this.#agent.destroy();
  }

  async ask({ path, verdict }: PathQuestion): Promise<void> {
    const answer = await this.#send('GET', path, {}, undefined);
    this.#check(answer, path, verdict, undefined);
  }

  /** One command as JSON. */
  async one(line: string, key: string | undefined): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const answer = await this.#send('POST', '/v1/commands', headers, Buffer.from(line));
    const given: [string, Json][] = [['id', { kind: 'number', value: 1 }]];
    if (key !== undefined) given.push(['key', { kind: 'text', text: key }]);
    const verdict = judge(line, given);
    const isOtherKey = verdict.kind === 'asked' && key !== undefined && verdict.asked.key !== key;
    const isCommand = verdict.kind === 'asked' && verdict.asked.shape.sort === 'command';
    if (verdict.kind === 'asked' && (isOtherKey || !isCommand)) {
      this.#check(answer, line, { kind: 'refused', ids: [verdict.asked.id] }, undefined);
    } else this.#check(answer, line, verdict, verdict.kind === 'asked' ? verdict.asked.key : undefined);
  }

  /** Commands, one a line. Returns how many lines hold something. */
  async many(body: string, isSpoiled: boolean): Promise<number> {
    const bytes = isSpoiled ? Buffer.concat([Buffer.from(body), Buffer.from([0xc3])]) : Buffer.from(body);
    const answer = await this.#send(
      'POST',
      '/v1/commands',
      { 'content-type': 'application/x-ndjson' },
      bytes,
    );
    const expected = textOf(bytes) === undefined ? [] : body.split('\n').flatMap(lineExpected);
    if (expected.length === 0) {
      this.#check(answer, body, { kind: 'notJson' }, undefined);
      return 1;
    }
    if (answer.status !== 200 || answer.type !== 'application/x-ndjson' || !answer.text.endsWith('\n')) {
      throw new Fault(`${told(answer)}\nto: ${shown(body)}`);
    }
    const replies = answer.text.slice(0, -1).split('\n');
    for (const [place, one] of expected.entries()) {
      const reply = replies[place];
      if (reply === undefined) throw new Fault(`no reply to ${shown(one.line)}`);
      const message: Message = JSON.parse(reply);
      if (!couldBe(one, message)) throw new Fault(`came: ${shown(reply)}\nto: ${shown(one.line)}`);
      const fault = faultOf(one, { text: reply, message }, this.#tally);
      if (fault !== undefined) throw new Fault(`${fault}: ${shown(reply)}\nto: ${shown(one.line)}`);
    }
    if (replies.length > expected.length) throw new Fault(`${replies.length} replies to ${shown(body)}`);
    return body.split('\n').length;
  }

  /** What one question or command was answered has to be its reply, or the problem that its error is. */
  #check(answer: Answer, asked: string, verdict: Verdict, key: string | undefined): void {
    const wrong = (what: string): Fault => new Fault(`${what}: ${told(answer)}\nto: ${shown(asked)}`);
    const said: Message & { status?: number; key?: string; detail?: string } = JSON.parse(answer.text);
    if (verdict.kind !== 'asked') {
      const ids = verdict.kind === 'refused' ? verdict.ids : [null];
      // A path that none of the routes takes is none: of an id with nothing in it there is no account.
      const isRight = answer.status === 400 || (answer.status === 404 && answer.type === problemType);
      if (!isRight || said.code !== 'bad_request') throw wrong('no bad_request');
      if (said.id !== undefined && !ids.includes(said.id)) throw wrong('an id that was not given');
      return;
    }
    const [expected] = expectedOf(asked, verdict);
    if (expected === undefined) throw wrong('nothing was to come');
    const isProblem = answer.type === problemType;
    const code = isProblem ? ErrorCodeSchema.parse(said.code) : undefined;
    if (code !== undefined && answer.status !== httpStatuses[code]) throw wrong('another status');
    if (code === undefined && answer.status !== 200) throw wrong('neither an answer nor a problem');
    if (code !== undefined && said.key !== key && verdict.asked.t !== 'outcome') throw wrong('another key');
    const message: Message = code === undefined ? said : { ...said, t: 'error', message: said.detail ?? '' };
    if (!couldBe(expected, message)) throw wrong('another answer');
    const fault = faultOf(expected, { text: answer.text.trimEnd(), message }, this.#tally);
    if (fault !== undefined) throw wrong(fault);
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | undefined,
  ): Promise<Answer> {
    const sent = request(this.#url + path, { method, headers, agent: this.#agent });
    sent.end(body);
    try {
      const [response]: IncomingMessage[] = await once(sent, 'response');
      if (response === undefined) throw new Fault(`no response to ${path}`);
      const type = response.headers['content-type'] ?? '';
      return { status: response.statusCode ?? 0, type, text: await text(response) };
    } catch (error) {
      throw new Fault(
        `${String(error)}, in answer to ${method} ${shown(path)} ${shown(body?.toString() ?? '')}`,
      );
    }
  }
}

const problemType = 'application/problem+json';

/** What has to come for the line at this place of a body: of what is no JSON, a refusal with its number. */
function lineExpected(line: string, at: number): Expected[] {
  const number = at + 1;
  const verdict = judge(line, [['id', { kind: 'number', value: number }]]);
  if (verdict.kind === 'blank') return [];
  if (verdict.kind === 'notJson') return expectedOf(line, { kind: 'refused', ids: [number] });
  if (verdict.kind === 'refused') {
    return expectedOf(line, { kind: 'refused', ids: verdict.ids.map((id) => id ?? number) });
  }
  const { sort } = verdict.asked.shape;
  const isTaken = sort === 'command' || sort === 'batch';
  return expectedOf(line, isTaken ? verdict : { kind: 'refused', ids: [verdict.asked.id] });
}

function told({ status, text: body }: Answer): string {
  return `${status} ${shown(body.slice(0, 2_000))}`;
}
