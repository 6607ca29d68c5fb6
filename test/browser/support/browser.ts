import type { Browser } from 'playwright-core';
import type { ChromiumPlace } from './chromium-place.ts';
import { launch } from './launch.ts';
import { WatchedPage } from './watched-page.ts';

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Troubles of the page that are no failure. */
  readonly allowed?: readonly RegExp[];
}

/** One running Chromium for many pages, none of which shares anything with another. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(place: ChromiumPlace): Promise<TestBrowser> {
    return new TestBrowser(await launch(place));
  }

  /** Opens an address as a new visitor; resolves when the page has loaded. */
  async open(url: string, { allowed = [], ...context }: PageOptions = {}): Promise<WatchedPage> {
    return WatchedPage.open(await this.#browser.newContext(context), url, allowed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
