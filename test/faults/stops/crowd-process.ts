import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Tellings } from '../checker/history.ts';

const script = fileURLToPath(new URL('./crowd-main.js', import.meta.url));

/** What the process says of itself. */
export type CrowdSays = { readonly t: 'begun' } | { readonly t: 'told'; readonly tellings: Tellings };

/** Clients, watchers and readers of a hub as a process of their own, that can be stopped. */
export class CrowdProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #begun: Promise<void>;
  readonly #told: Promise<Tellings>;

  constructor(url: string, seed: number) {
    this.#child = fork(script, [url, String(seed)], { serialization: 'advanced' });
    this.#ended = once(this.#child, 'exit');
    let begun = (): void => {};
    let told: (tellings: Tellings) => void = () => {};
    this.#begun = new Promise((resolve) => (begun = resolve));
    this.#told = new Promise((resolve) => (told = resolve));
    this.#child.on('message', (message: CrowdSays) => {
      if (message.t === 'begun') begun();
      else told(message.tellings);
    });
  }

  /** Resolves once everyone is at work. */
  async begun(): Promise<void> {
    await this.#orEnd(this.#begun);
  }

  /** Has everyone come to an end, and resolves with what they were told. */
  async finish(): Promise<Tellings> {
    this.#child.send('finish');
    return await this.#orEnd(this.#told);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #orEnd<T>(work: Promise<T>): Promise<T> {
    const failed = this.#ended.then(() => {
      throw new Error('the process of a crowd has ended');
    });
    return await Promise.race([work, failed]);
  }
}
