import { metricOf } from '../support/metric-of.ts';
import { ServerRun } from '../support/server-run.ts';
import { TemporaryFolder } from '../support/temporary-folder.ts';

const probe = new URL('./heap-probe.js', import.meta.url);

/** What a hub uses; bytes. */
export interface Usage {
  /** Of the deciding thread after a garbage collection: objects, and buffers outside the heap. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** The real server as a process of its own, on a temporary folder, that tells what memory it holds. */
export class TestedHub implements AsyncDisposable {
  readonly url: string;
  readonly #run: ServerRun;
  readonly #folder: TemporaryFolder;
  #asked = 0;

  private constructor(url: string, run: ServerRun, folder: TemporaryFolder) {
    this.url = url;
    this.#run = run;
    this.#folder = folder;
  }

  /** `imports`: modules that are loaded before it. */
  static async start(...imports: readonly URL[]): Promise<TestedHub> {
    const folder = await TemporaryFolder.make();
    const run = new ServerRun(['--port', '0', '--data', folder.path, '--no-demo'], {
      nodeArgs: ['--max-semi-space-size=64', '--expose-gc'],
      imports: [probe, ...imports],
    });
    try {
      return new TestedHub(await run.url(), run, folder);
    } catch (error) {
      await run[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  get httpUrl(): string {
    return `http://${new URL(this.url).host}`;
  }

  get journalFile(): string {
    return this.#folder.file('journal.sqlite');
  }

  /** Everything that it printed. */
  get output(): string {
    return this.#run.output;
  }

  /** To be asked by one at a time: of two signals that wait, a process gets one. */
  async usage(): Promise<Usage> {
    this.#asked += 1;
    this.#run.signal('SIGUSR2');
    const [, heap, rss] = await this.#run.prints(new RegExp(`heap ${this.#asked} (\\d+) (\\d+)\\.`));
    return { heapBytes: Number(heap), rssBytes: Number(rss) };
  }

  /** One of its metrics; NaN where it has none of that name and labels. */
  metric(name: string): Promise<number> {
    return metricOf(this.httpUrl, name);
  }

  /** Sends a signal that a module of the test's own listens to. */
  signal(signal: NodeJS.Signals): void {
    this.#run.signal(signal);
  }

  /** Stops it as a person would; its data stays until this is disposed of. Resolves with the exit code. */
  async stop(): Promise<number | null> {
    this.#run.signal('SIGTERM');
    return this.#run.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
