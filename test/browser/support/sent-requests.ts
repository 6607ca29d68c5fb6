import type { Page, WebSocket } from 'playwright-core';
import { decodeRequest } from '../../../shared/decode-request.ts';
import type { Request } from '../../../shared/up.ts';

/** Everything that a page asks of its hub, over its WebSocket and over HTTP. */
export class SentRequests {
  readonly #page: Page;
  readonly #requests: Request[] = [];
  readonly #addresses: string[] = [];

  private constructor(page: Page) {
    this.#page = page;
    page.on('websocket', (socket) => this.#listen(socket));
    page.on('request', (request) => this.#addresses.push(request.url()));
  }

  /** Loads the page anew, so that nothing it sends from then on is missed. */
  static async of(page: Page): Promise<SentRequests> {
    const sent = new SentRequests(page);
    await page.reload();
    return sent;
  }

  /** Requests over the WebSocket since this was last asked, without those that only keep the connection. */
  async take(): Promise<Request[]> {
    await this.#caughtUp();
    return this.#requests.splice(0).filter(({ id }) => id !== 'alive');
  }

  /** Addresses asked for since this was last asked. */
  async takeAddresses(): Promise<string[]> {
    await this.#caughtUp();
    return this.#addresses.splice(0);
  }

  /** What the page sent before is told before its answer to this. */
  async #caughtUp(): Promise<void> {
    await this.#page.evaluate(() => undefined);
  }

  #listen(socket: WebSocket): void {
    socket.on('framesent', ({ payload }) => {
      for (const line of payload.toString().split('\n')) {
        const decoded = decodeRequest(line);
        if (!decoded.ok) throw new Error(`the page sent what is no request: ${decoded.message}`);
        this.#requests.push(decoded.request);
      }
    });
  }
}
