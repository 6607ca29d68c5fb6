import 'vitest';

/** Where a Chromium is that can be started. Goes from vitest's own process to the tests, so it is plain data. */
export interface ChromiumPlace {
  readonly executablePath: string;
  /** Variables that it needs on top of those that are set. */
  readonly env: Readonly<Record<string, string>>;
}

/** Tells why no Chromium starts here, and what to do about it. */
export interface NoChromium {
  readonly missing: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Chromium that has been started here once. */
    readonly chromium: ChromiumPlace | NoChromium;
  }
}
