import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../support/seeded-random.ts';
import { checkHub, checkOpened, checkVerified, Lost } from './check-image.ts';
import { DiskState } from './disk-state.ts';
import type { Step } from './disk-steps.ts';
import type { Recording } from './recording.ts';
import { laterOf, type Told, toldNothing } from './truth.ts';

/** Power cuts at many moments of a recording, and what each leaves of the disk. */

export interface CutResult {
  images: number;
  /** How many of them had lost something that was told. */
  lost: number;
  /** How many were started by the hub itself. */
  started: number;
  verified: number;
}

export interface CutOptions {
  readonly images: number;
  readonly seed: number;
  /** Of so many images one is verified, and of so many one is started by the hub itself. */
  readonly verifyEvery: number;
  readonly startEvery: number;
  /** Whether to count what is lost instead of failing. */
  readonly mayLose?: boolean;
}

/** Where images are made: in memory, where the system has room there. */
const imagesFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Throws at the first image that is wrong, and leaves it where the message says. */
export async function cutPower(recording: Recording, options: CutOptions): Promise<CutResult> {
  const { steps, truth, root } = recording;
  const random = seededRandom(options.seed);
  const scratch = mkdtempSync(join(imagesFolder, 'florin-cut-'));
  const result: CutResult = { images: 0, lost: 0, started: 0, verified: 0 };
  const disk = new DiskState();
  let told: Told = toldNothing;
  let taken = 0;
  try {
    for (const cut of cutsOf(steps, options.images, random)) {
      for (; taken < cut; taken += 1) {
        const step = steps[taken];
        if (step === undefined) break;
        disk.take(step);
        if (step.t === 'told') told = laterOf(told, truth.toldBy(step.text));
      }
      const image = join(scratch, 'image');
      const files = disk.image(random);
      writeImage(image, root, files);
      const data = join(image, 'data');
      result.images += 1;
      try {
        const before = join(scratch, 'before');
        const isStarted = result.images % options.startEvery === 0;
        if (isStarted) cpSync(image, before, { recursive: true });
        const commit = await checkOpened(data, truth, told);
        if (result.images % options.verifyEvery === 0) {
          checkVerified(data);
          result.verified += 1;
        }
        if (isStarted) {
          await checkHub(join(before, 'data'), truth, commit);
          result.started += 1;
          rmSync(before, { recursive: true });
        }
      } catch (error) {
        if (options.mayLose !== true || !(error instanceof Lost)) {
          const kept = mkdtempSync(join(tmpdir(), 'florin-cut-failed-'));
          writeImage(kept, root, files);
          throw new Error(
            `image ${result.images} of seed ${options.seed}, cut at step ${cut} of ${steps.length}, kept in ${kept}`,
            { cause: error },
          );
        }
        result.lost += 1;
      }
      rmSync(image, { recursive: true, force: true });
    }
    return result;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Steps to cut before, ascending: half of them anywhere, half around what is not just one more page of a log. */
function cutsOf(steps: readonly Step[], count: number, random: () => number): number[] {
  const rare = steps.flatMap((step, nth) => (isRare(step, steps[nth - 1]) ? [nth] : []));
  const cuts = Array.from({ length: count }, (_, nth) => {
    const at = rare[Math.floor(random() * rare.length)] ?? 0;
    if (nth % 2 === 1) return Math.max(0, Math.min(steps.length, at - 2 + Math.floor(random() * 8)));
    return Math.floor(random() * (steps.length + 1));
  });
  return cuts.sort((a, b) => a - b);
}

function isRare(step: Step, before: Step | undefined): boolean {
  switch (step.t) {
    case 'name':
    case 'sync names':
    case 'truncate':
      return true;
    case 'write':
      return before?.t !== 'write' || before.inode !== step.inode;
    case 'sync failed':
      return true;
    case 'sync':
    case 'told':
      return false;
  }
}

/** Writes files under another folder than the one that their paths begin with. */
function writeImage(folder: string, root: string, files: ReadonlyMap<string, Buffer>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of files) {
    const file = join(folder, path.slice(root.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
