import { type Browser, chromium } from 'playwright-core';
import type { ChromiumPlace } from './chromium-place.ts';

const args = [
  // Root, whom containers and CI run as, is refused a sandbox; the only page ever opened is this project's own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a Chromium without a window; fails where it ends or says nothing. */
export function launch({ executablePath, env }: ChromiumPlace): Promise<Browser> {
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env }, timeout: 30_000 });
}
