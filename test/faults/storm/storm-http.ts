import { Conversation, type Item } from './conversation.ts';
import type { Sending, Sendings } from './sendings.ts';

/** One principal's requests over HTTP. */
export class StormHttp {
  readonly by: string;
  readonly #token: string;
  readonly #sendings: Sendings;
  readonly #fault: (what: string) => void;

  constructor(by: string, token: string, sendings: Sendings, fault: (what: string) => void) {
    this.by = by;
    this.#token = token;
    this.#sendings = sendings;
    this.#fault = fault;
  }

  /** Sends one command; its key is in the header, in quotes or without, or in the body. */
  async one(url: string, { intent, content }: Item, where: 'header' | 'quotes' | 'body'): Promise<void> {
    const { key } = intent;
    const sending = this.#sendings.asked(this.by, intent, content);
    const header = { 'idempotency-key': where === 'quotes' ? `"${key}"` : key };
    await this.#post(
      url,
      [sending],
      where === 'body' ? {} : header,
      where === 'body' ? { ...content, key } : content,
    );
  }

  /** Sends one command whose header names another key than its body: nothing of it may act. */
  async twoKeys(url: string, { intent, content }: Item, other: string): Promise<void> {
    const sending = this.#sendings.asked(this.by, intent, content, { isBroken: true });
    await this.#post(url, [sending], { 'idempotency-key': other }, { ...content, key: intent.key });
  }

  async #post(
    url: string,
    sendings: readonly Sending[],
    headers: Readonly<Record<string, string>>,
    body: object,
  ): Promise<void> {
    await this.#answered(url, 'application/json', JSON.stringify(body), headers, async (response) => {
      const text = await response.text();
      for (const sending of sendings) this.#sendings.toldOverHttp(sending, response.status, text);
    });
  }

  /** Sends many in one body; `lines` writes them. */
  async many(url: string, lines: (talk: Conversation) => readonly string[]): Promise<void> {
    const from = this.#sendings.all.length;
    const talk = new Conversation(this.by, this.#sendings, this.#fault);
    const body = lines(talk).join('\n');
    const sent = this.#sendings.all.slice(from);
    await this.#answered(url, 'application/x-ndjson', body, {}, async (response) => {
      if (response.status !== 200) {
        const text = await response.text();
        for (const sending of sent) this.#sendings.toldOverHttp(sending, response.status, text);
        return;
      }
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of response.body ?? []) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        for (const line of parts) talk.take(line);
      }
      if (talk.size > 0) this.#fault(`an answer that ended well lacks ${talk.size} replies`);
    });
  }

  /** A connection that breaks leaves unanswered what it leaves. */
  async #answered(
    url: string,
    type: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    take: (response: Response) => Promise<void>,
  ): Promise<void> {
    const all = { 'content-type': type, authorization: `Bearer ${this.#token}`, ...headers };
    try {
      await take(await fetch(`${url}v1/commands`, { method: 'POST', headers: all, body }));
    } catch (error) {
      // How undici tells of a connection that broke, or was never made.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
