import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../support/seeded-random.ts';
import { ServerRun } from '../../support/server-run.ts';
import { TemporaryFolder } from '../../support/temporary-folder.ts';
import { keepBusy, openBank } from './busy-clients.ts';
import { type Step, StepMaker } from './disk-steps.ts';
import { recording } from './strace.ts';
import { readTrace } from './traced-calls.ts';
import { Truth } from './truth.ts';

/** All that a hub did to its disk over some runs on one folder, and what came of it. */
export class Recording implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  readonly steps: readonly Step[];
  readonly truth: Truth;

  constructor(folder: TemporaryFolder, steps: readonly Step[], truth: Truth) {
    this.#folder = folder;
    this.steps = steps;
    this.truth = truth;
  }

  /** What the names in the steps begin with. */
  get root(): string {
    return this.#folder.path;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folder[Symbol.asyncDispose]();
  }
}

export interface RecordingOptions {
  readonly seed: number;
  /** Frames of commands in each of the three runs. */
  readonly frames: readonly [number, number, number];
  /** Loaded before the hub. */
  readonly imports?: readonly URL[];
  /** What strace injects into the first run to end it, such as `fsync:error=EIO:when=40+`; each thread counts by itself. */
  readonly injected?: string;
  /** Sees the folder while it is as the last run has left it. */
  readonly left?: (root: string, steps: readonly Step[]) => void;
}

/** What ends each run: in the middle of commands, and after all of them. */
const ends = ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const;

/** Records three runs of the real hub: from an empty folder, after a kill, and after a stop. */
export async function record({
  seed,
  frames,
  imports = [],
  injected,
  left,
}: RecordingOptions): Promise<Recording> {
  const random = seededRandom(seed);
  const folder = await TemporaryFolder.make();
  try {
    const data = folder.file('data');
    const maker = new StepMaker(folder.path);
    for (const [nth, end] of ends.entries()) {
      const trace = `${folder.path}.trace-${nth}`;
      const spoiled = nth === 0 ? injected : undefined;
      await using server = new ServerRun(['--port', '0', '--data', data, '--no-demo'], {
        through: recording(trace, spoiled),
        imports,
      });
      const url = await server.url();
      if (nth === 0) await openBank(url);
      const busy = { clients: 2, frames: frames[nth] ?? 0, unanswered: end === 'SIGKILL' ? 5 : 0 };
      try {
        await using _ = await keepBusy(url, busy, random);
        server.signal(end);
        await server.ended();
      } catch (error) {
        // The connections close where the hub stops by itself.
        if (spoiled === undefined) throw error;
      }
      await server.ended();
      maker.addRun(await readTrace(trace));
      await rm(trace);
    }
    left?.(folder.path, maker.steps);
    return new Recording(folder, maker.steps, new Truth(join(data, 'journal.sqlite')));
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
