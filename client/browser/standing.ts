import type { Hub } from '../sdk/hub.ts';
import { connectionTrouble } from '../words/connection-words.ts';
import { timeOfDay } from '../words/moments.ts';
import { count } from './format.ts';
import type { Pulse } from './pulse.ts';
import { isOriginRefused } from './refused-origin.ts';

/** How long it is told what was missed, milliseconds. */
const toldMs = 5_000;

/** How far what is shown can be trusted, in words: the connection, and what was missed while it was lost. */
export class Standing {
  readonly #hub: Hub;
  readonly #pulse: Pulse;
  #liveSinceMs = 0;
  /** Whether no connection will come until the page is opened elsewhere. */
  #isRefused = false;
  /** When what is shown was last known to be new; undefined while it is, or before anything was. */
  #staleSinceMs: number | undefined;

  constructor(hub: Hub, pulse: Pulse) {
    this.#hub = hub;
    this.#pulse = pulse;
    let wasLive = false;
    hub.on('state', (state) => {
      if (state.kind === 'live') {
        this.#liveSinceMs = Date.now();
        this.#staleSinceMs = undefined;
        this.#isRefused = false;
        wasLive = true;
      } else if (wasLive) this.#staleSinceMs ??= Date.now();
      else if (state.kind === 'reconnecting') void this.#ask();
    });
  }

  /** Whether the numbers shown may be old. */
  get isStale(): boolean {
    return this.#hub.state.kind !== 'live';
  }

  async #ask(): Promise<void> {
    this.#isRefused = (await isOriginRefused()) && this.isStale;
  }

  /** `isCurrent`: all that is shown is as new as can be. */
  words(isCurrent: boolean): string {
    const { state } = this.#hub;
    const stale = this.#staleSinceMs === undefined ? '' : `, stale since ${timeOfDay(this.#staleSinceMs)}`;
    if (state.kind === 'closed')
      return `closed: ${state.cause?.message ?? 'by this page'}${stale}. Load the page anew to try again`;
    if (this.#isRefused)
      return `the hub takes no page of ${location.origin}${stale}. Open it at an address that --origin names`;
    if (state.kind !== 'live') return `${connectionTrouble(state, Date.now())}${stale}`;
    const { missed } = this.#pulse;
    const told = missed > 0 ? ` (${count(missed)} missed)` : '';
    if (!isCurrent) return `catching up${told}`;
    return told !== '' && Date.now() - this.#liveSinceMs < toldMs ? `live, caught up${told}` : 'live';
  }
}
