import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * A page in a context of its own that remembers everything that should not have happened in it. Where there was
 * anything, closing it fails the test: `await using` it after the hub, which then is there until it is closed.
 */
export class WatchedPage implements AsyncDisposable {
  readonly page: Page;
  readonly #troubles: string[] = [];
  readonly #allowed: readonly RegExp[];

  private constructor(page: Page, host: string, allowed: readonly RegExp[]) {
    this.page = page;
    this.#allowed = allowed;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.#troubles.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('crash', () => this.#troubles.push('the page crashed'));
    page.on('request', (request) => this.#requested(request.url(), host));
    page.on('websocket', (socket) => this.#requested(socket.url(), host));
  }

  /**
   * Opens an address; resolves when the page has loaded. `allowed`: the troubles that are no failure, such as
   * the console's word on a connection that the test cuts.
   */
  static async open(context: BrowserContext, url: string, allowed: readonly RegExp[]): Promise<WatchedPage> {
    // The console's own words on it are the browser's and change.
    await context.addInitScript(() =>
      addEventListener(
        'securitypolicyviolation',
        ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
          console.error(
            `content policy: ${effectiveDirective} stops ${blockedURI} (${sourceFile}:${lineNumber})`,
          ),
      ),
    );
    const watched = new WatchedPage(await context.newPage(), new URL(url).host, allowed);
    await watched.page.goto(url);
    return watched;
  }

  /** What has happened so far that should not have, one line each, without what is allowed. */
  async troubles(): Promise<string[]> {
    // What the page did before is told before its answer to this.
    if (!this.page.isClosed()) await this.page.evaluate(() => undefined);
    return this.#troubles.filter((trouble) => !this.#allowed.some((allowed) => allowed.test(trouble)));
  }

  /** Fails where there was any trouble that is not allowed. */
  async expectClean(): Promise<void> {
    expect(await this.troubles()).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // Thrown, it would hide the failure that ended the test before.
      expect.soft(await this.troubles(), 'went wrong in the page').toEqual([]);
    } finally {
      await this.page.context().close();
    }
  }

  #requested(url: string, host: string): void {
    const asked = new URL(url);
    if (asked.host !== '' && asked.host !== host) this.#troubles.push(`request to another host: ${url}`);
  }
}
